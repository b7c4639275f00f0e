/** Types of Access applications that people log in to. */
const WITH_LOGIN: readonly unknown[] = [
  "self_hosted",
  "saas",
  "ssh",
  "vnc",
  "rdp",
  "app_launcher",
  "mcp",
  "mcp_portal",
];

/** Whether people log in to a type of application. Without a type it is self-hosted. */
export function hasLogin(type: unknown): boolean {
  return WITH_LOGIN.includes(type ?? "self_hosted");
}
