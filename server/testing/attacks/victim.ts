import { emptyDraft } from "../../../contract/index.ts";
import type { CallId, ClientId } from "../../foundation/ids.ts";
import { phi } from "../../foundation/phi.ts";
import { plus } from "../../foundation/time.ts";
import { until } from "../../../tools/crash/until.ts";
import { promptSound } from "../../edge/media/prompts.ts";
import { must, type TestHouse } from "../house.ts";

/** Another practice with something of everything: what an intruder must not read or move. */
export interface Victim {
  readonly client: ClientId;
  /** One id under each name by which a route or a body can name it. */
  readonly ids: Readonly<Record<string, string>>;
  /** Ids and words that no answer to a stranger may hold. */
  readonly secrets: readonly string[];
}

const NUMBER = "+16465550177";
const CALLER = "+16465550123";
const PATIENT = "Ines Fonseca";
const PRACTICE = "Harbor ENT";

/** A recorded call of this practice, answered by an operator of their own, typed and sent. */
export async function sendMessage(t: TestHouse, who: { readonly operator: string; readonly patient: string }): Promise<{ readonly call: CallId; readonly message: string }> {
  const ben = await t.person(who.operator, "operator", null);
  const as = await t.as(ben);
  t.openDesks.add(ben);
  t.house.calls.deskOpened(ben);
  must(await t.house.calls.setOperatorState(as, { state: "ready" }));
  t.telephony.ring(NUMBER, { number: CALLER, name: "INES FONSECA" });
  const offered = () => t.frames.find(({ person, frame }) => person === ben && frame.type === "offer")?.frame as { call: CallId } | undefined;
  const isSaid = (): boolean => [...t.sound.open].some((id) => id.startsWith("phone") && !(t.sound.hears(id) ?? "bridge").startsWith("bridge"));
  await until("the call is offered, and its caller hears what is said first", async () => (await t.settle(), offered() !== undefined && isSaid()));
  for (const id of t.sound.open) t.sound.finish(id); // The notice is heard to its end: what follows is recorded.
  await t.settle();
  const { call } = offered()!;
  must(await t.house.calls.answer(as, { call, sdp: "v=0 the browser's offer" }));
  await t.settle();
  const script = must(await t.house.desk.card(as, call)).scripts.find(({ callerType }) => callerType === "patient")!;
  const draft = {
    ...emptyDraft("patient"),
    answers: { caller: { value: who.patient }, patient: { value: who.patient }, born: { value: "1961-09-03" }, callback: { value: "646 555 0123" }, reason: { value: "Nose bleed that does not stop" }, since: { value: "an hour" } },
    readBack: { names: true, reason: true, numberFirst: "646 555 0123", numberAgain: "646 555 0123" },
  };
  const [row] = await t.base.asOwner<{ client_id: ClientId; account_id: string }>("select client_id, account_id from calls.call where id = $1", [call]);
  const sent = must(await t.base.db.transaction(as.scope, (tx) => t.house.messages.saveMessage(tx, as, { call, client: row!.client_id, account: row!.account_id as never, key: t.world.id(), draft: phi(draft), script, callerNumber: phi(CALLER), takenDownBy: ben })));
  await t.settle();
  return { call, message: sent.message };
}

/** A caller who hung up before anyone spoke: a cue with a number. */
async function abandonedCall(t: TestHouse): Promise<void> {
  t.telephony.ring(NUMBER, { number: CALLER }).hangUp();
  await until("the desk has a cue", async () => (await t.settle(), (await t.base.asOwner("select 1 from desk.cue")).length > 0));
}

export async function openVictim(t: TestHouse): Promise<Victim> {
  const practice = await t.practice({ name: PRACTICE, number: NUMBER, onDuty: "Dr Nia Okafor", backup: "Dr Uwe Brandt", recording: true });
  const { client, account } = practice;
  const { call, message } = await sendMessage(t, { operator: "Ben Ito", patient: PATIENT });
  await abandonedCall(t);
  const manager = await t.as(await t.person("Pat Owner", "client-manager", client));
  const at = t.world.now();
  const override = must(await t.house.oncall.addOverride(manager, account, { rank: "first", from: plus(at, { hours: 30 }), until: plus(at, { hours: 40 }), person: practice.backup, reason: "Leave" } as never));
  const note = must(await t.house.oncall.addNote(manager, account, { person: practice.backup, standIn: null, words: "In surgery", until: plus(at, { hours: 3 }) } as never));
  const swap = t.world.id();
  await t.base.asOwner(`insert into oncall.swap (client_id, id, account_id, rank, asker_id, asked_id, give_from, give_until, take_from, take_until, reason, state, asked_at)
    values ($1, $2, $3, 'first', $4, $5, now(), now() + interval '1 hour', now() + interval '2 hours', now() + interval '3 hours', 'Leave', 'asked', now())`, [client, swap, account, practice.onDuty, practice.backup]);
  const one = async (text: string): Promise<string> => {
    const [row] = await t.base.asOwner<{ id: string }>(text, [client]);
    if (!row) throw new Error(`the victim has nothing here: ${text}`);
    return row.id;
  };
  const group = t.world.id();
  await t.base.asOwner("insert into access.call_group (id, name) values ($1, 'Harbor cover')", [group]);
  await t.base.asOwner("insert into access.call_group_account (account_id, group_id, client_id, from_at) values ($1, $2, $3, '-infinity')", [account, group, client]);
  const feed = must(await t.house.coverage.makeFeed(manager, account, "everyone"));
  const preview = must(await t.house.coverage.previewImport(manager, account, { rank: "first", calendar: "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n" }));
  const handOver = t.world.id();
  await t.base.asOwner("insert into coverage.hand_over (client_id, id, account_id, rank, at, until_at, person_id) values ($1, $2, $3, 'first', now(), now() + interval '1 day', $4)", [client, handOver, account, practice.onDuty]);
  const drill = t.world.id();
  await t.base.asOwner("insert into drills.drill (client_id, id, account_id, person_id, month, begun_at, state, placed_at) values ($1, $2, $3, $4, '2027-01', now(), 'placed', now())", [client, drill, account, practice.onDuty]);
  const hold = t.world.id();
  await t.base.asOwner("insert into dispatch.hold (client_id, id, dispatch_id, message_id, revision, account_id, held_at, until_at) select client_id, $2, id, message_id, revision, account_id, now(), now() from dispatch.dispatch where client_id = $1 limit 1", [client, hold]);
  const digest = t.world.id();
  await t.base.asOwner("insert into dispatch.digest (client_id, id, account_id, from_at, until_at, made_at, counts) values ($1, $2, $3, now() - interval '1 day', now(), now(), '{\"calls\":1,\"unanswered\":0,\"messages\":1,\"taken\":0,\"held\":0,\"untaken\":1}')", [client, digest, account]);
  await t.base.asOwner("insert into dispatch.digest_item (client_id, id, digest_id, message_id) values ($1, $2, $3, $4)", [client, t.world.id(), digest, message]);
  const script = await one("select id from scripts.script where client_id = $1 limit 1");
  const passkey = Buffer.alloc(32, 0xa7);
  await t.base.asOwner("insert into identity.passkey (id, person_id, public_key, counter, name, created_at) values ($1, $2, $3, 0, 'her telephone', now())", [passkey, practice.onDuty, Buffer.alloc(8)]);
  const news = t.world.id();
  await t.base.asOwner("insert into identity.news (id, person_id, kind, at) values ($1, $2, 'devices-forgotten', now())", [news, practice.onDuty]);
  const entry = t.world.id();
  must(await t.house.directory.saveDialEntry(manager, account, { id: entry, kind: "clinician", label: "Her own mobile", number: "+16465550190" }));
  must(await t.house.directory.greetings.save(manager, { account, language: "en" }, { fileName: "Greeting.ulaw", fileBase64: promptSound("ring-caller").subarray(0, 40_000).toString("base64") }));
  const closing = t.world.id();
  must(await t.house.directory.hours.closeEarly(manager, account, { id: closing, date: null, from: null, lastDate: null, how: "screen" }));
  const ids: Record<string, string> = {
    client, account, accounts: account, call, script, feed: feed.id, import: preview.id, handOver, override: (override as { id: string }).id, note: (note as { id: string }).id, swap, standIn: practice.backup, asked: practice.backup, id: script, agreement: practice.agreement!, person: practice.onDuty, number: NUMBER,
    entry, closing, group, drill, digest, hold, members: practice.onDuty, people: practice.onDuty, message, beforeMessage: message, beforeCall: call, passkey: passkey.toString("base64url"), news,
    attempt: await one("select id from delivery.attempt where client_id = $1 limit 1"),
    recording: await one("select id from calls.recording where client_id = $1 limit 1"),
    cue: await one("select id from desk.cue where client_id = $1 limit 1"),
    membership: await one("select id from access.membership where client_id = $1 limit 1"),
    language: "en", notice: t.world.id(), workstation: t.world.id(), key: t.world.id(), challengeId: t.world.id(), subject: practice.onDuty,
  };
  const { language: ______, notice: ____, workstation: _____, key: _, challengeId: __, subject: ___, ...own } = ids;
  return { client, ids, secrets: [...Object.values(own), PRACTICE, PATIENT, "Nose bleed", "+16465550190", CALLER, "Okafor"] };
}
