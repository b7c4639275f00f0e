import { readFileSync } from "node:fs";
import { Hono } from "hono";
import { html } from "hono/html";
import { streamSSE } from "hono/streaming";
import type { Database } from "./database";
import type { Html } from "./pages";

/** Below this path lies what live pages read. */
export const LIVE_PATH = "/live";

/** How long a page that was told of a change is told of no other one, in milliseconds. */
const PAUSE = 250;

/**
 * What live pages need, to be mounted at {@link LIVE_PATH}:
 *
 * - `GET /changes` the version of the state as server-sent events: at once, and after every change
 * - `GET /script.js` the script of {@link live}
 */
export function liveRoutes(database: Pick<Database, "version" | "subscribe">): Hono {
  const routes = new Hono();
  routes.get("/script.js", (context) =>
    context.body(script(), 200, { "content-type": "text/javascript; charset=utf-8" }),
  );
  routes.get("/changes", (context) =>
    streamSSE(context, async (stream) => {
      let told: number | undefined;
      let wake: () => void = () => undefined;
      const unsubscribe = database.subscribe(() => wake());
      stream.onAbort(() => {
        unsubscribe();
        wake();
      });
      while (!stream.aborted) {
        if (told === database.version) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        } else {
          told = database.version;
          await stream.writeSSE({ event: "version", data: String(told) });
          await stream.sleep(PAUSE);
        }
      }
    }),
  );
  return routes;
}

/**
 * Content that follows what happens while somebody looks at it. After a change the page fetches itself and takes over
 * what differs: focus, open details and forms that somebody has begun to fill in stay. What is marked with `data-keep`
 * stays as it is. Without JavaScript a reload shows the same.
 *
 * Rows and forms need an `id`, so that each is recognized.
 *
 * @param version Of the database, when the content was made.
 */
export function live(version: number, content: Html): Html {
  return html`<p id="live-mark" hidden><span></span></p>
    <div id="live" data-version="${version}">${content}</div>
    <script src="${LIVE_PATH}/script.js" defer></script>`;
}

let cached: string | undefined;

function script(): string {
  cached ??= `${readFileSync(require.resolve("idiomorph/dist/idiomorph.min.js"), "utf8")}\n${FOLLOW}`;
  return cached;
}

const FOLLOW = `
(() => {
  const region = document.querySelector("#live");
  const mark = document.querySelector("#live-mark");
  let busy = false;
  let wanted;

  function say(state) {
    mark.hidden = false;
    mark.dataset.state = state;
    mark.lastElementChild.textContent = state;
  }
  function flash(element) {
    const color = getComputedStyle(document.documentElement).getPropertyValue("--flash");
    element.animate([{ backgroundColor: color }, { backgroundColor: color }, {}], 2400);
  }
  const isShown = (node) => node instanceof Element && node.matches("tbody > tr, .card");
  const differs = new Set();
  const callbacks = {
    beforeNodeMorphed(old, fresh) {
      if (!(old instanceof Element)) return true;
      if (old.matches("[data-keep], form[data-touched]")) return false;
      if (isShown(old) && old.textContent !== fresh.textContent) differs.add(old);
      return true;
    },
    afterNodeAdded(node) {
      if (isShown(node)) differs.add(node);
    },
    beforeAttributeUpdated: (name, element) => !(name === "open" && element instanceof HTMLDetailsElement),
  };
  async function refresh() {
    if (busy) return;
    busy = true;
    try {
      while (wanted !== undefined && wanted !== region.dataset.version) {
        const asked = wanted;
        const answer = await fetch(location.href, { headers: { accept: "text/html" } });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.querySelector("#live");
        if (fresh === null) return;
        differs.clear();
        Idiomorph.morph(region, fresh.innerHTML, { morphStyle: "innerHTML", ignoreActiveValue: true, callbacks });
        region.dataset.version = fresh.dataset.version;
        differs.forEach(flash);
        if (wanted === asked) return;
      }
    } catch (error) {
      say("not connected");
    } finally {
      busy = false;
    }
  }
  region.addEventListener("input", (event) => {
    if (event.target.form) event.target.form.dataset.touched = "";
  });

  let events;
  function follow() {
    events = new EventSource("${LIVE_PATH}/changes");
    events.addEventListener("open", () => say("live"));
    events.addEventListener("error", () => say("not connected"));
    events.addEventListener("version", (event) => {
      wanted = event.data;
      refresh();
    });
  }
  document.addEventListener("visibilitychange", () => {
    events?.close();
    if (!document.hidden) follow();
  });
  if (!document.hidden) follow();
})();
`;
