import { afterEach, describe, expect, it } from "vitest";
import { Database } from "../../../../sandbox/shared/database";
import { type Listener, listen } from "../../../../sandbox/shared/listen";
import { live, liveRoutes } from "../../../../sandbox/shared/live";
import { badge } from "../../../../sandbox/shared/pages";

const listeners: Listener[] = [];
afterEach(async () => {
  await Promise.all(listeners.splice(0).map((listener) => listener.close()));
});

async function serve(source: Parameters<typeof liveRoutes>[0]): Promise<string> {
  const listener = await listen(liveRoutes(source), 0);
  listeners.push(listener);
  return listener.url;
}

/** The data of the events of a stream, as they arrive. */
async function* versions(response: Response): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    const events = text.split("\n\n");
    text = events.pop() ?? "";
    for (const event of events) {
      expect(event).toContain("event: version");
      yield /^data: (.*)$/m.exec(event)?.[1] ?? "";
    }
  }
}

describe("live pages", () => {
  it("are told of the version at once and after changes, of many at a time once", async () => {
    const database = Database.open();
    const things = database.collection("things");
    const stream = versions(await fetch(`${await serve(database)}/changes`));
    const next = async (): Promise<string> => String((await stream.next()).value);

    expect(await next()).toBe(String(database.version));
    things.put({ id: "a" });
    expect(await next()).toBe(String(database.version));
    for (let index = 0; index < 100; index += 1) {
      things.put({ id: String(index) });
    }
    expect(await next()).toBe(String(database.version));
    things.delete("a");
    expect(await next()).toBe(String(database.version));
  });

  it("stop being told when they are closed", async () => {
    const waiting = new Set<() => void>();
    const source = {
      version: 1,
      subscribe: (listener: () => void) => {
        waiting.add(listener);
        return () => waiting.delete(listener);
      },
    };
    const controller = new AbortController();
    const stream = versions(await fetch(`${await serve(source)}/changes`, { signal: controller.signal }));
    await stream.next();
    expect(waiting.size).toBe(1);
    controller.abort();
    await expect.poll(() => waiting.size).toBe(0);
  });

  it("load one script from their own service, which needs nothing else", async () => {
    const page = String(await live(7, badge("on", "good")));
    expect(page).toContain('<div id="live" data-version="7"><span class="badge good">on</span></div>');
    expect([...page.matchAll(/src="([^"]+)"/g)].map(([, address]) => address)).toEqual(["/live/script.js"]);
    const script = await liveRoutes(Database.open()).request("/script.js");
    expect(script.headers.get("content-type")).toContain("text/javascript");
    const source = await script.text();
    expect(() => new Function(source)).not.toThrow();
    expect(source).toContain("Idiomorph");
    expect(source.length).toBeLessThan(20_000);
  });
});
