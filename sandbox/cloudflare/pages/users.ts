import { badge, type Html, moment, table } from "../../shared/pages";
import type { Store } from "../store";

/** The people that Access knows, and their seats. */
export function usersPage(store: Store): Html {
  return table(
    [
      { heading: "Name", cell: (user) => user.name },
      { heading: "Email", cell: (user) => user.email },
      { heading: "Access seat", cell: (user) => seat(user.access_seat) },
      { heading: "Gateway seat", cell: (user) => seat(user.gateway_seat) },
      {
        heading: "Last login",
        cell: (user) => (user.last_successful_login === null ? "never" : moment(user.last_successful_login)),
      },
    ],
    store.users.all(),
    "Nobody has logged in yet.",
  );
}

function seat(taken: boolean): Html {
  return taken ? badge("taken", "good") : badge("none", "plain");
}
