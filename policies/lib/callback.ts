/** Domains of Cloudflare's team domains. */
export const TEAM_DOMAINS = ["cloudflareaccess.com"];

/** What is wrong with an address to which Okta sends people back, or undefined. It must be a team's callback, exactly. */
export function callbackProblem(address: unknown, domains: readonly string[]): string | undefined {
  if (typeof address !== "string" || !URL.canParse(address)) {
    return "is not an address";
  }
  const url = new URL(address);
  if (url.protocol !== "https:") {
    return "is not an https address";
  }
  if (!domains.some((domain) => isTeam(url.hostname, domain))) {
    return "is not on a team domain of Cloudflare";
  }
  return address === `https://${url.hostname}/cdn-cgi/access/callback`
    ? undefined
    : "is not the callback of the team, letter by letter";
}

function isTeam(host: string, domain: string): boolean {
  const team = host.slice(0, -domain.length - 1);
  return host === `${team}.${domain}` && /^[a-z0-9-]+$/.test(team);
}
