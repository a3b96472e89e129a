import { officeRoutes } from "../contract/index.ts";
import type { Actor } from "./foundation/actor.ts";
import type { Tx } from "./foundation/db/db.ts";
import { endpoint, type Endpoint } from "./foundation/endpoint.ts";
import type { AccountId, CallId, MessageId, PersonId } from "./foundation/ids.ts";
import { done } from "./foundation/refusal.ts";
import { toIso } from "./foundation/time.ts";
import { createAudit, searchEntries, witnessStanding, WITNESS_BEHIND_MINUTES_MAX, type Audit } from "./trust/audit/index.ts";
import { createVault, type Vault } from "./trust/vault/index.ts";
import { createIdentity, identityRoutes, type Identity, type Places } from "./trust/identity/index.ts";
import { createClients, type Clients } from "./trust/clients/index.ts";
import { accessRoutes, createAccess, ENDED, may, type Access } from "./trust/access/index.ts";
import { createAgreements, endpoints as agreementEndpoints, type Agreements } from "./gates/agreements/index.ts";
import { clientEndpoints, createDirectory, endpoints as directoryEndpoints, readNumber, type Directory } from "./care/directory/index.ts";
import { createOncall, endpoints as oncallEndpoints, type BeforeSave, type Oncall } from "./care/oncall/index.ts";
import { createScripts, endpoints as scriptEndpoints, type Scripts } from "./care/scripts/index.ts";
import { createAlarmLine, createCalls, type Calls } from "./care/calls/index.ts";
import { correctionEndpoints, createMessages, draftEndpoints, type CallFacts, type Messages } from "./care/messages/index.ts";
import { createDelivery, inboxTeller, pushEndpoints, wayEndpoints, type Delivery, type DeliveryNeeds } from "./care/delivery/index.ts";
import { createDispatch, dispatchEndpoints, type Dispatch } from "./care/dispatch/index.ts";
import { createDrills, drillEndpoints, type Drills } from "./care/drills/index.ts";
import { createNotices, noticeEndpoints, type Notices } from "./care/notices/index.ts";
import { createNightlead, knownLines, nightleadEndpoints, type Lines, type Nightlead } from "./care/nightlead/index.ts";
import { voiceEndpoints, type Voice } from "./care/voice/index.ts";
import { coverageEndpoints, createCoverage, type Coverage } from "./care/coverage/index.ts";
import { createDesk, deskEndpoints, helpEndpoints, type Desk } from "./care/desk/index.ts";
import { readGreeting, readMusic } from "./edge/media/music/read.ts";
import { greetedSound, HOLD_MUSIC, promptSound, promptWords } from "./edge/media/prompts.ts";
import { ringbackEndpoints, type Ringback } from "./care/ringback/index.ts";
import { composeRingback } from "./rung-back.ts";
import { composeVoice, ways } from "./voiced.ts";
import { composeCheckin } from "./checked-in.ts";
import { checkInEndpoints, silenced, type Checkin } from "./care/checkin/index.ts";
import { atItsNode } from "./nodes.ts";
import type { Parts } from "./parts.ts";

/** The house, put together: every slice knows its left neighbours and the edges, and nothing else. */
export interface House {
  readonly audit: Audit;
  readonly vault: Vault;
  readonly identity: Identity;
  readonly db: Parts["db"];
  readonly clients: Clients;
  readonly access: Access;
  readonly agreements: Agreements;
  readonly directory: Directory;
  readonly oncall: Oncall;
  readonly scripts: Scripts;
  readonly calls: Calls;
  readonly messages: Messages;
  readonly delivery: Delivery;
  readonly dispatch: Dispatch;
  readonly coverage: Coverage;
  readonly drills: Drills;
  readonly notices: Notices;
  readonly nightlead: Nightlead;
  readonly voice: Voice;
  readonly ringback: Ringback;
  readonly checkin: Checkin;
  readonly desk: Desk;
  readonly endpoints: readonly Endpoint[];
}

export function compose(given: Parts): House {
  const lines = knownLines({ telephony: given.telephony, nodes: given.nodes, normalise: readNumber });
  const parts = { ...given, telephony: lines.telephony };
  const trust = composeTrust(parts);
  // Oncall stands left of coverage, which it asks before a week is saved: coverage is fitted in below, before anybody can ask.
  const later: { coverage?: Coverage } = {};
  const office = composeOffice(parts, trust, (...ask) => later.coverage!.judgeSave(...ask));
  const care = composeCare(parts, { ...trust, ...office, isTalking: lines.isTalking });
  later.coverage = care.coverage;
  const house = { ...trust, ...office, ...care };
  return { ...house, db: parts.db, endpoints: endpointsOf(parts, house) };
}

type Trust = Pick<House, "audit" | "vault" | "identity" | "clients" | "access">;
type Office = Pick<House, "agreements" | "directory" | "oncall" | "scripts">;
type Care = Pick<House, "calls" | "messages" | "delivery" | "dispatch" | "drills" | "coverage" | "notices" | "nightlead" | "voice" | "ringback" | "checkin" | "desk">;

function composeTrust(parts: Parts): Trust {
  const { db, world, facts, due, site, live } = parts;
  const audit = createAudit({ world });
  const vault = createVault({ keys: parts.keys, world });
  // Identity stands left of access and asks it where a person works: access is fitted in below, before anybody can ask.
  let access: Access | undefined;
  const places: Places = {
    kindOf: (...ask) => access!.places.kindOf(...ask),
    roomsOf: (...ask) => access!.places.roomsOf(...ask),
    mayBringIn: (...ask) => access!.places.mayBringIn(...ask),
    appointAdministrator: (...ask) => access!.places.appointAdministrator(...ask),
  };
  const identity = createIdentity({ db, world, audit, facts, due, vault, derive: parts.derive, places, site, notice: parts.notice, zone: parts.zone, readNumber, ...(parts.passwords && { passwords: parts.passwords }) });
  const clients = createClients({ db, world, audit });
  access = createAccess({ db, world, audit, facts, identity, clients, site });
  facts.listen(ENDED, ({ subject }) => live.toPerson(subject as PersonId, { type: "access-ended" }));
  return { audit, vault, identity, clients, access };
}

function composeOffice({ db, world, facts }: Parts, { audit, clients, access, identity, vault }: Trust, beforeSave: BeforeSave): Office {
  const agreements = createAgreements({ db, world, facts, audit, access });
  const directory = createDirectory({ db, world, facts, audit, clients, access, vault, prompts: { sound: promptSound, words: promptWords, greeted: greetedSound }, music: { read: readMusic, readGreeting, ours: () => promptSound(HOLD_MUSIC) } });
  const oncall = createOncall({ db, world, facts, audit, directory, access, identity, beforeSave });
  const scripts = createScripts({ db, world, audit, directory, access });
  return { agreements, directory, oncall, scripts };
}

const namesOf = (identity: Identity) => async (tx: Tx, people: readonly PersonId[]): Promise<ReadonlyMap<PersonId, string>> =>
  new Map((await identity.people.names(tx, people)).map(({ id, name }) => [id, name]));

function composeCare(parts: Parts, house: Trust & Office & Pick<Lines, "isTalking">): Care {
  const { db, world, log, facts, due, live } = parts;
  const { audit, vault, directory, oncall, agreements, scripts, clients, identity, access } = house;
  const names = namesOf(identity);
  let desk: Desk | undefined;
  let checkin: Checkin | undefined;
  const calls = createCalls(
    {
      db, world, log, facts, audit, vault, telephony: parts.telephony, derive: parts.derive, nodes: parts.nodes, carrying: parts.carrying, media: parts.media, emergency: parts.emergency, recordings: parts.recordings, directory, agreements, scripts, after: parts.after, greeted: greetedSound, ownLine: (leg) => checkin!.takes(leg), checkIn: { mayTake: () => checkin!.mayTake(), take: (leg, phone) => checkin!.takeUp(leg, phone) },
      clients: { allIds: clients.everyId },
    },
    {
      changed: () => desk?.callsMoved(),
      offered: (call, operator) => live.toPerson(operator, { type: "offer", call: call.id, accountName: call.account.name, at: toIso(world.now()) }),
      mediaLost: (call, operator) => live.toPerson(operator, { type: "call-media-lost", call: call.id }),
    },
  );
  facts.listen(ENDED, ({ subject }) => calls.endListening(subject as PersonId));
  let dispatch: Dispatch | undefined;
  const messages: Messages = createMessages({
    world, vault, audit, facts,
    begin: async (tx, as, saved) => {
      // The call names its message from the same instant on.
      const noted = saved.call && calls.noteMessage(tx, { client: saved.client, id: saved.call }, saved.message);
      await Promise.all([noted, dispatch!.begin(tx, as, saved)]);
    },
  });
  let voice: Voice | undefined;
  const inbox: DeliveryNeeds = { db, world, due, facts, audit, addEvent: messages.addEvent, push: parts.push, live: { inboxChanged: tellInbox(parts), paged: (person, attempt) => parts.live.toPerson(person, { type: "paged", attempt }) } };
  const delivery: Delivery = createDelivery(inbox, ways(inbox, () => voice!));
  dispatch = createDispatch({
    db, world, due, facts, audit, messages, delivery, access,
    onDuty: oncall.dutyAtPlace,
    accountOf: async (tx, account) => {
      const [row, table] = await Promise.all([directory.account(tx, account), directory.hours.tableAt(tx, account, world.now())]);
      return row && { ...row, ...table };
    },
    namesOf: names,
    everyClient: clients.everyId, accountsOf: async (tx) => (await directory.accounts(tx)).map(({ id }) => id), callsOf: calls.countOf, managersOf: (tx, client) => access.holders(tx, "client-manager", client),
    officeNumber: directory.officeNumber,
    mayBePaged: oncall.covers,
    covers: oncall.coversAt,
    // By the telephone they rang from, or by what they said: whoever rings again from another one is the same caller.
    earlierFrom: async (tx, ask) => [...new Set((await Promise.all([calls.earlierFrom(tx, ask), messages.earlierFrom(tx, ask)])).flat())],
    beforeLadder: (...ask) => coverage.judgeLadder(...ask),
    freeOperator: async (_tx, as) => calls.operators().find((o) => o.state === "ready" && !(as.kind === "person" && as.person === o.person))?.person ?? null,
  });
  const coverage = composeCoverage(parts, { ...house, messages, delivery, dispatch }, () => voice!);
  const drills = composeDrills(parts, { ...house, delivery });
  const notices = composeNotices(parts, { ...house, dispatch, moved: () => desk?.recordsMoved() });
  const nightlead = createNightlead({
    db, world, log, due, facts, audit, access, messages, notices, takenAt: dispatch.takenAt, atDesks: calls.atDesks, isTalking: house.isTalking, normalise: directory.normalise, derive: parts.derive, watchers: parts.watchers,
    clients: { allIds: clients.everyId }, line: createAlarmLine({ telephony: parts.telephony, media: parts.media, ...(parts.after && { after: parts.after }) }), moved: () => desk?.callsMoved(),
  });
  const ringback = composeRingback(parts, { ...house, messages, dispatch });
  voice = composeVoice(parts, { ...house, messages, delivery, dispatch, notices, inbox });
  checkin = composeCheckin(parts, { ...house, calls, messages, dispatch, coverage });
  desk = composeDesk(parts, { ...house, calls, messages, dispatch, notices, nightlead });
  parts.nodes.hear("desk", () => desk?.movedElsewhere());
  return { calls, messages, delivery, dispatch, drills, coverage, notices, nightlead, voice, ringback, checkin, desk };
}

function composeDesk(parts: Parts, house: Trust & Office & Pick<House, "calls" | "messages" | "dispatch" | "notices" | "nightlead">): Desk {
  const { db, world, log, facts, due, live } = parts;
  const { audit, vault, access, identity, clients, calls, messages, dispatch, notices, nightlead, directory, scripts, oncall } = house;
  return createDesk({
    db, world, log, facts, due, audit, vault, access, calls, messages, dispatch, notices, directory, live, scripts,
    oncall: { onDuty: oncall.onDuty },
    people: {
      namesOf: namesOf(identity),
      isSupervisor: async (tx, person) => (await access.membershipsOf(tx, person)).some(({ role, client }) => role === "supervisor" && client === null),
      findClinicians: (tx, as, ask) => cliniciansNamed({ access, tx, as }, ask),
    },
    clients: { allIds: clients.everyId },
    failingWork: due.failing,
    tellOthers: () => parts.nodes.tell("desk", null),
    unwatched: () => nightlead.silentWatchers().length > 0,
    openRecording: (client, id) => vault.openFile(calls.recordingPath(client, id), calls.recordingPlace(client, id)),
  });
}

function composeDrills(parts: Parts, { audit, access, identity, clients, directory, delivery }: Trust & Office & Pick<House, "delivery">): Drills {
  const { db, world, facts, due } = parts;
  return createDrills({
    db, world, facts, due, audit, access, directory, delivery,
    clinicians: async (tx, client) => (await identity.people.byIds(tx, await access.holders(tx, "clinician", client), world.now())).flatMap(({ id, disabledAt }) => (disabledAt === null ? [id] : [])),
    names: { people: namesOf(identity), clients: async (tx) => new Map((await clients.inScope(tx)).map(({ id, name }) => [id, name])) },
    tell: tellInbox(parts),
  });
}

function composeNotices({ db, world, facts }: Parts, { audit, access, identity, clients, directory, dispatch, moved }: Trust & Office & Pick<House, "dispatch"> & { moved: () => void }): Notices {
  const names = {
    people: namesOf(identity),
    clients: async (tx: Tx) => new Map((await clients.inScope(tx)).map(({ id, name }) => [id, name])),
    accounts: directory.namesOf,
  };
  return createNotices({ db, world, facts, audit, access, names, takenAt: dispatch.takenAt, moved });
}

function composeCoverage(parts: Parts, { audit, access, identity, clients, directory, oncall, messages, delivery, dispatch }: Trust & Office & Pick<House, "messages" | "delivery" | "dispatch">, voice: () => Voice): Coverage {
  const { db, world, due, facts, site } = parts;
  return createCoverage({
    db, world, due, facts, audit, access, directory, oncall, messages, dispatch, site,
    everyClient: clients.everyId,
    namesOf: namesOf(identity),
    verified: {
      paged: async (tx, people) => new Set((await Promise.all([identity.people.withPasskey(tx, people), delivery.withDevice(tx, people)])).flat()),
      rung: (tx, people) => voice().rungAmong(tx, people),
    },
    openMessages: async (tx) => (await dispatch.working(tx)).flatMap(({ account, message, revision, state }) => (state === "taken" ? [] : [{ account: account as AccountId, message: message as MessageId, revision }])),
    managersOf: (tx, client) => access.holders(tx, "client-manager", client),
    wake: delivery.wake,
    told: tellInbox(parts),
  });
}

/** A clinician's open windows hear how much waits, and which attempts have just reached the device. */
const tellInbox = ({ db, live, log }: Parts): ((person: PersonId) => void) =>
  inboxTeller({ db, show: (person, waiting) => live.toPerson(person, { type: "inbox", ...waiting }), failed: (error, tries) => log.warn("inbox.tell-failed", { error: error.name, tries }) });

async function cliniciansNamed({ access, tx, as }: { access: Access; tx: Tx; as: Actor }, { words, limit }: { words: string; limit: number }): Promise<{ id: PersonId; name: string }[]> {
  const wanted = words.toLowerCase();
  const people = await access.peopleSeenBy(tx, as);
  return people
    .filter((person) => person.memberships.some(({ role }) => role === "clinician") && person.name.toLowerCase().includes(wanted))
    .slice(0, limit)
    .map(({ id, name }) => ({ id: id as PersonId, name }));
}

function endpointsOf({ db, world, nodes, ice, witnesses }: Parts, house: Trust & Office & Care): Endpoint[] {
  const { identity, access, clients, agreements, directory, oncall, scripts, calls, messages, delivery, dispatch, coverage, notices, nightlead, desk } = house;
  return [
    ...identityRoutes(identity),
    ...accessRoutes(access),
    ...agreementEndpoints(agreements),
    ...directoryEndpoints(directory),
    ...clientEndpoints({ db, world, access, clients, agreements }),
    ...oncallEndpoints(oncall),
    ...scriptEndpoints(scripts),
    ...atItsNode([...deskEndpoints({ desk, calls, ice }), ...helpEndpoints({ desk, calls, workstationOf: identity.workstationOf }), ...checkInEndpoints(house.checkin)], { nodes, calls }),
    ...draftEndpoints({ db, messages, callOf: callFactsOf(house) }),
    ...correctionEndpoints({ db, messages, access, scriptAt: scripts.byVersion }),
    ...pushEndpoints({ db, delivery }),
    ...wayEndpoints({ db, delivery }),
    ...dispatchEndpoints({ db, dispatch, delivery, world, dutyOf: oncall.dutyOf }),
    ...coverageEndpoints(coverage),
    ...drillEndpoints(house.drills),
    ...noticeEndpoints(notices),
    ...nightleadEndpoints(nightlead),
    ...voiceEndpoints(house.voice),
    ...ringbackEndpoints(house.ringback),
    auditSearch(db, house),
    auditWitnesses({ db, world, witnesses }),
  ].map(silenced(house.checkin));
}

/** Drafts and sends are for the operator who has the call, also while wrapping up. */
const callFactsOf = ({ calls, scripts }: Pick<House, "calls" | "scripts">) => async (tx: Tx, as: Actor, id: CallId): Promise<CallFacts | undefined> => {
  const call = await calls.find(tx, id);
  if (!call || as.kind !== "person" || !calls.isWith(as.person, call)) return undefined;
  const { number } = await calls.caller(call);
  return { client: call.client, account: call.account, callerNumber: number, scriptFor: (callerType) => scripts.ofStamped(tx, call.scripts, callerType) };
};

const auditWitnesses = ({ db, world, witnesses }: Pick<Parts, "db" | "world" | "witnesses">): Endpoint =>
  endpoint(officeRoutes.auditWitnesses, may("audit.search"), async () => {
    const standing = await witnessStanding(db, witnesses, world.now());
    const rows = standing.witnesses.map(({ name, signed, waitingSince, behind }) => ({ name, size: signed?.size ?? null, signedAt: signed && toIso(signed.at), waitingSince: waitingSince && toIso(waitingSince), behind }));
    return done({ entries: standing.size, behindMinutesMax: WITNESS_BEHIND_MINUTES_MAX, witnesses: rows });
  });

const auditSearch = (db: Parts["db"], { audit, identity }: Pick<House, "audit" | "identity">): Endpoint =>
  endpoint(officeRoutes.auditSearch, may("audit.search"), async ({ as, body }) => {
    const subject = as.kind === "person" ? as.person : "system";
    await db.transaction(as.scope, (tx) => audit.record(tx, as, "audit.search", { type: "person", id: subject }, undefined, body.subject === undefined ? {} : { about: body.subject }));
    const { entries, next } = await searchEntries(db)(body);
    const people = entries.flatMap(({ actor }) => (actor.kind === "person" ? [actor.person as PersonId] : []));
    const names = await db.transaction(as.scope, (tx) => namesOf(identity)(tx, [...new Set(people)]));
    const rows = entries.map((entry) => ({
      number: entry.number, at: toIso(entry.at), action: entry.action, verdict: entry.verdict, subject: `${entry.subject.type} ${entry.subject.id}`,
      actor: entry.actor.kind === "system" ? entry.actor.name : (names.get(entry.actor.person as PersonId) ?? entry.actor.person),
    }));
    return done({ entries: rows, next });
  });
