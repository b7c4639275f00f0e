import { html } from "hono/html";
import type { Html } from "../../shared/pages";
import type { Store } from "../store";
import { loginTable, scimUpdateTable } from "./people";

/** So many entries of a log are shown. */
const SHOWN = 100;

/** What arrived by SCIM, and who tried to get in. */
export function logsPage(store: Store): Html {
  const updates = store.scimUpdates.all();
  const requests = store.accessRequests.all();
  return html`<h2>SCIM provisioning logs</h2>
    ${someOfMany(updates.length)} ${scimUpdateTable(updates.slice(-SHOWN).reverse())}
    <h2>Access authentication logs</h2>
    ${someOfMany(requests.length)} ${loginTable(requests.slice(-SHOWN).reverse())}`;
}

function someOfMany(count: number): Html {
  return count > SHOWN ? html`<p>The last ${SHOWN} of ${count}.</p>` : html``;
}
