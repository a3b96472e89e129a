import { refusalsOf } from "../../foundation/refusal.ts";

export const refusals = refusalsOf("http", {
  noSuchRoute: { status: 404, say: "There is nothing at this address." },
  foreignOrigin: { status: 403, say: "This request did not come from Compline's own page. Nothing was changed. Open Compline in its own window and try again." },
  wrongHost: { status: 421, say: "This server does not answer to that name." },
  addressTooLong: { status: 414, say: "The address is too long. Nothing was changed." },
  bodyTooLarge: { status: 413, say: "This is larger than the server takes. Nothing was saved." },
  notJson: { status: 400, say: "The server could not read this request as JSON. Nothing was changed." },
  wrongMediaType: { status: 415, say: "The server takes JSON only. Nothing was changed." },
  badShape: { status: 400, say: "One entry does not have the form it needs. Nothing was changed; everything you typed is still in this window." },
  tooMany: { status: 429, say: "Too many requests came from this network. Wait one minute, then try again. Enrolled workstations are not affected." },
  databaseAway: { status: 503, say: "The server cannot reach its database. What was saved stays saved; it recovers by itself." },
  diskFull: { status: 507, say: "The server's disk is full, so it cannot keep anything new. What was saved stays saved; tell your supervisor now." },
  broken: { status: 500, say: "Something on the server went wrong. Everything you typed is still in this window. Try again; if it stays, tell your administrator the number of this answer." },
});
