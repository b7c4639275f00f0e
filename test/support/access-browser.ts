import { request } from "node:http";

/** Where a browser ended up. */
export interface AccessVisit {
  readonly status: number;
  readonly url: URL;
  readonly text: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/**
 * A browser with a cookie jar per host, over real HTTP. Like a real one it takes every name below `localhost` for this
 * machine, which the resolver of Node does not everywhere.
 */
export class AccessBrowser {
  private readonly jars = new Map<string, Map<string, string>>();

  /** Every address that was visited since the browser was made. */
  readonly history: string[] = [];

  /** @param headers Sent with every request. */
  constructor(private readonly headers: Readonly<Record<string, string>> = {}) {}

  /** Opens an address and follows redirects, until one leads to another machine. */
  async open(address: string, form?: Readonly<Record<string, string>>): Promise<AccessVisit> {
    let url = new URL(address);
    let body = form === undefined ? undefined : new URLSearchParams(form).toString();
    for (let hop = 0; hop < 15; hop += 1) {
      const visit = await this.once(url, body);
      const { location } = visit.headers;
      if (typeof location !== "string") {
        return visit;
      }
      url = new URL(location, url);
      body = undefined;
      if (!/(^|\.)localhost$|^127\./.test(url.hostname)) {
        return { ...visit, url };
      }
    }
    throw new Error(`${address}: too many redirects. ${this.history.slice(-6).join(" ")}`);
  }

  /** Fills in the form of a page and sends it. */
  submit(page: AccessVisit, fields: Readonly<Record<string, string>>): Promise<AccessVisit> {
    const action = /<form [^>]*action="([^"]+)"/.exec(page.text)?.[1];
    if (action === undefined) {
      throw new Error(`${page.url.href}: no form. ${page.status} ${page.text.slice(-600)}`);
    }
    return this.open(new URL(action.replaceAll("&amp;", "&"), page.url).href, fields);
  }

  /** Opens the link with this text. */
  follow(page: AccessVisit, text: string): Promise<AccessVisit> {
    const href = new RegExp(`<a href="([^"]+)">${text}</a>`).exec(page.text)?.[1];
    if (href === undefined) {
      throw new Error(`${page.url.href}: no link "${text}". ${page.text.slice(-600)}`);
    }
    return this.open(new URL(href.replaceAll("&amp;", "&"), page.url).href);
  }

  /** A cookie that this browser has for a host name. */
  cookie(hostname: string, name: string): string | undefined {
    return this.jars.get(hostname)?.get(name);
  }

  /** Puts a cookie in. */
  setCookie(hostname: string, name: string, value: string): void {
    const jar = this.jars.get(hostname) ?? new Map<string, string>();
    this.jars.set(hostname, jar.set(name, value));
  }

  private once(url: URL, body: string | undefined): Promise<AccessVisit> {
    this.history.push(url.href);
    const jar = [...(this.jars.get(url.hostname) ?? [])].map(([name, value]) => `${name}=${value}`).join("; ");
    const form = body === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" };
    return new Promise((resolve, reject) => {
      const sent = request(
        {
          host: "127.0.0.1",
          port: url.port,
          path: url.pathname + url.search,
          method: body === undefined ? "GET" : "POST",
          headers: { ...this.headers, ...form, host: url.host, accept: "text/html", cookie: jar },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("error", reject);
          response.on("end", () => {
            for (const line of response.headers["set-cookie"] ?? []) {
              this.keep(url.hostname, line);
            }
            resolve({
              status: response.statusCode ?? 0,
              url,
              text: Buffer.concat(chunks).toString(),
              headers: response.headers,
            });
          });
        },
      );
      sent.on("error", reject);
      sent.end(body);
    });
  }

  private keep(hostname: string, line: string): void {
    const [pair = ""] = line.split(";");
    const at = pair.indexOf("=");
    if (/max-age=0|expires=Thu, 01 Jan 1970/i.test(line)) {
      this.jars.get(hostname)?.delete(pair.slice(0, at));
    } else {
      this.setCookie(hostname, pair.slice(0, at), pair.slice(at + 1));
    }
  }
}
