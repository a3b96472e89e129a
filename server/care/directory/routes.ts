import { dialRoutes } from "../../../contract/dial.ts";
import { greetingRoutes } from "../../../contract/greeting.ts";
import { hoursRoutes } from "../../../contract/hours.ts";
import { musicRoutes } from "../../../contract/music.ts";
import { officeRoutes } from "../../../contract/office.ts";
import { receptionRoutes, type Language } from "../../../contract/reception.ts";
import { endpoint, type Endpoint } from "../../foundation/endpoint.ts";
import type { AccountId, CallGroupId, ClientId, PersonId } from "../../foundation/ids.ts";
import { fromIso } from "../../foundation/time.ts";
import { may } from "../../trust/access/index.ts";
import type { Directory } from "./index.ts";

const accountOf = (params: { account: string }): AccountId => params.account as AccountId;

export const endpoints = (directory: Directory): Endpoint[] => [
  endpoint(officeRoutes.accounts, may("account.see"), ({ as }) => directory.list(as)),
  endpoint(officeRoutes.addAccount, may("account.add"), ({ as, params, body }) => directory.open(as, { ...body, client: params.client as ClientId })),
  endpoint(officeRoutes.saveAccount, may("account.change"), ({ as, params, body }) => directory.save(as, accountOf(params), body)),
  endpoint(officeRoutes.addNumber, may("number.assign"), ({ as, params, body }) => directory.addNumber(as, accountOf(params), body.number)),
  endpoint(officeRoutes.releaseNumber, may("number.assign"), ({ as, params }) => directory.releaseNumber(as, accountOf(params), params.number)),
  endpoint(officeRoutes.putInCallGroup, may("call-group.change"), ({ as, params, body }) => directory.putInCallGroup(as, accountOf(params), body.group as CallGroupId | null)),
  endpoint(hoursRoutes.hours, may("hours.see"), ({ as, params }) => directory.hours.read(as, accountOf(params))),
  endpoint(hoursRoutes.saveHours, may("account.change"), ({ as, params, body }) => directory.hours.save(as, accountOf(params), body)),
  endpoint(hoursRoutes.closeEarly, may("hours.close-early"), ({ as, params, body }) => directory.hours.closeEarly(as, accountOf(params), { ...body, how: "screen" })),
  endpoint(hoursRoutes.reopen, may("hours.close-early"), ({ as, params }) => directory.hours.reopen(as, accountOf(params), params.closing)),
  endpoint(receptionRoutes.reception, may("reception.see"), ({ as, params }) => directory.reception.read(as, accountOf(params))),
  endpoint(receptionRoutes.saveReception, may("account.change"), ({ as, params, body }) => directory.reception.save(as, accountOf(params), body)),
  endpoint(receptionRoutes.hearMenu, may("reception.see"), ({ body }) => directory.reception.hear(body.menu, body.language)),
  endpoint(receptionRoutes.skills, may("skills.see"), ({ as }) => directory.skills.read(as)),
  endpoint(receptionRoutes.saveSkills, may("skills.change"), ({ as, params, body }) => directory.skills.save(as, params.person as PersonId, body)),
  ...musicEndpoints(directory),
  ...greetingEndpoints(directory),
  endpoint(dialRoutes.dialEntries, may("dial-entry.see"), ({ as, params }) => directory.dialEntries(as, accountOf(params))),
  endpoint(dialRoutes.saveDialEntry, may("dial-entry.change"), ({ as, params, body }) => directory.saveDialEntry(as, accountOf(params), { ...body, id: params.entry })),
  endpoint(dialRoutes.removeDialEntry, may("dial-entry.change"), ({ as, params }) => directory.removeDialEntry(as, accountOf(params), params.entry)),
  endpoint(officeRoutes.statusNotes, may("status-note.write"), ({ as, params, body }) =>
    directory.writeStatusNote(as, accountOf(params), { words: body.text, until: body.until === null ? null : fromIso(body.until) })),
];

const whichOf = (params: { account: string; language: Language }) => ({ account: accountOf(params), language: params.language });
const greetingEndpoints = ({ greetings }: Directory): Endpoint[] => [
  endpoint(greetingRoutes.greetings, may("reception.see"), ({ as, params }) => greetings.read(as, accountOf(params))),
  endpoint(greetingRoutes.tryGreeting, may("reception.see"), ({ as, params, body }) => greetings.try(as, whichOf(params), body)),
  endpoint(greetingRoutes.saveGreeting, may("account.change"), ({ as, params, body }) => greetings.save(as, whichOf(params), body)),
  endpoint(greetingRoutes.dropGreeting, may("account.change"), ({ as, params }) => greetings.drop(as, whichOf(params))),
  endpoint(greetingRoutes.hearGreeting, may("reception.see"), ({ as, params }) => greetings.hear(as, whichOf(params))),
];

const musicEndpoints = ({ music }: Directory): Endpoint[] => [
  endpoint(musicRoutes.accountMusic, may("reception.see"), ({ as, params }) => music.read(as, accountOf(params))),
  endpoint(musicRoutes.saveAccountMusic, may("account.change"), ({ as, params, body }) => music.save(as, accountOf(params), body)),
  endpoint(musicRoutes.dropAccountMusic, may("account.change"), ({ as, params }) => music.drop(as, accountOf(params))),
  endpoint(musicRoutes.hearAccountMusic, may("reception.see"), ({ as, params }) => music.hear(as, accountOf(params))),
  endpoint(musicRoutes.houseMusic, may("house-music.see"), ({ as }) => music.read(as, "house")),
  endpoint(musicRoutes.saveHouseMusic, may("house-music.change"), ({ as, body }) => music.save(as, "house", body)),
  endpoint(musicRoutes.dropHouseMusic, may("house-music.change"), ({ as }) => music.drop(as, "house")),
  endpoint(musicRoutes.hearHouseMusic, may("house-music.see"), ({ as }) => music.hear(as, "house")),
];
