import { mkdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { createEmergency, type EmergencyMode } from "./edge/emergency/index.ts";
import { createHttp, type Http, type HttpSettings } from "./edge/http/index.ts";
import { openKeyring, secretsOf, type Keyring } from "./edge/keys/index.ts";
import { createPush } from "./edge/push/index.ts";
import { createRealtime, type Realtime } from "./edge/realtime/index.ts";
import { createSpeech, sayNoVoice } from "./edge/speech/index.ts";
import { createWitness } from "./edge/witness/index.ts";
import type { Sip } from "./edge/sip/index.ts";
import type { Config } from "./foundation/config.ts";
import { connect, type Db } from "./foundation/db/db.ts";
import { startEmbedded } from "./foundation/db/embedded/index.ts";
import { migrate } from "./foundation/db/migrate.ts";
import { createDue, createRunner, createWake, type Due, type Runner } from "./foundation/due/index.ts";
import { createFacts } from "./foundation/facts/index.ts";
import { createLog, type Log } from "./foundation/log.ts";
import { realWorld, type World } from "./foundation/world.ts";
import { system } from "./foundation/actor.ts";
import { sql } from "./foundation/db/sql.ts";
import { createSequencer, createWitnessing } from "./trust/audit/index.ts";
import { compose, type House } from "./compose.ts";
import { answerEarly, openEdges, pem, type Early } from "./edges.ts";
import { createDrain } from "./ending.ts";
import { holdingOf, noticeOf, type Holding } from "./holding.ts";
import { keepEmergency } from "./emergency.ts";
import { standingsOf, watchOf } from "./watched.ts";
import { liveAcross, openPlace, shareSpending, takeUpRinging } from "./nodes.ts";
import type { Parts } from "./parts.ts";
import { openOrWait, type Closers } from "./waiting.ts";
import { keepSequencing, type Sequencing } from "./sequencing.ts";

export interface Running {
  readonly house: House;
  readonly parts: Parts;
  readonly origin: string;
  readonly runner: Runner;
  readonly holding: Holding;
  /** New calls get 503, live ones finish; then everything closes. Resolves when the last thing is closed. */
  drain(reason: string): Promise<void>;
}

export interface RunAsk {
  readonly config: Config;
  /** `--empty`: a real installation, or an evaluation of one; nothing made up. */
  readonly empty: boolean;
  readonly say: (line: string) => void;
  /** Aborted when somebody asks the process to end, so that a start that waits for the database ends too. */
  readonly ending?: AbortSignal;
}

const TICK_MS = 200;
const VERSION = (JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { version: string }).version;

/** Opens every edge, puts the house together, and rings. What cannot start says why and leaves nothing behind. */
export async function run(ask: RunAsk): Promise<Running> {
  const closers: Closers = [];
  try {
    return await open(ask, closers);
  } catch (error) {
    for (const close of closers.toReversed()) await close().catch(() => undefined);
    throw error;
  }
}

async function open({ config, empty, say, ending = new AbortController().signal }: RunAsk, closers: Closers): Promise<Running> {
  const world = realWorld();
  mkdirSync(join(config.home, "log"), { recursive: true, mode: 0o700 });
  const log = createLog({ path: join(config.home, "log", "compline.log") });
  const early: { opened?: Early } = {};
  const store = await openOrWait({
    open: (own) => openStore({ config, world, log, say }, own), say, ending,
    answer: async () => (early.opened = await answerEarly({ config, world, log }, closers)) !== undefined,
  }, closers);
  const holding = await holdingOf(store.db, { config, empty });
  say("Opening the telephone and the sound");
  const { ice, media, sip } = early.opened ?? (await openEdges({ config, world, log }, closers));
  const emergency = early.opened?.emergency ?? (await createEmergency({ folder: config.emergency, world, log, derive: store.derive }));
  const windows: { http?: Http; realtime?: Realtime } = {};
  const speech = createSpeech(config.voice);
  if (!speech.hasVoice()) {
    say(sayNoVoice(config.voice));
    log.warn("speech.no-voice");
  }
  const place = await openPlace({ config, log, derive: store.derive }, closers);
  shareSpending(sip, place.nodes);
  const parts: Parts = {
    ...store, world, log, nodes: place.nodes, carrying: sip, telephony: sip, media, speech, ice, notice: noticeOf(holding, config), recordings: config.recordings, zone: "America/New_York",
    facts: createFacts({ due: store.due, nodes: place.nodes }),
    push: createPush({ derive: store.derive, origin: config.web.origin }),
    live: liveAcross(liveOver(() => windows.realtime), place.nodes),
    witnesses: config.witnesses,
    watchers: config.watchers,
    emergency,
    site: () => windows.http?.site() ?? { origin: config.web.origin, rpId: config.web.rpId },
  };
  const house = compose(parts);
  await place.join({ url: store.workerUrl, db: store.db, onHeir: async (node) => log.warn("nodes.inherited", { node, ...(await house.calls.inherit(node)), ...(await takeUpRinging(house, node)) }) });
  await house.calls.recover(); // The telephone rings already: see [C19].
  await takeUpRinging(house, place.nodes.name);
  const keeping = keepEmergency({ emergency, house, world, log });
  closers.push(() => keeping.stop());
  const witnesses = config.witnesses.map(createWitness);
  const sequencer = createSequencer({ db: store.db, world, signer: secretsOf(store.derive).auditSigner, memory: store.keyring.checkpoints, witnesses });
  const sequencing = keepSequencing(sequencer, log);
  closers.push(() => sequencing.stop());
  const http = await openHttp({ config, parts, house, keyring: store.keyring, sequencing, runner: store.runner, sip, emergency });
  windows.http = http;
  closers.push(() => http.close());
  windows.realtime = openRealtime({ parts, house, http });
  await house.identity.beginSweeping();
  await house.checkin.beginForgetting();
  await house.coverage.beginRounds();
  await house.dispatch.beginDigests();
  await house.nightlead.begin();
  await createWitnessing({ db: store.db, world, due: store.due, facts: parts.facts, log, sequencer, witnesses }).begin();
  const { origin } = await http.listen();
  store.runner.start();
  closers.push(() => store.runner.stop());
  const ticking = setInterval(() => house.calls.tick(), TICK_MS);
  closers.push(async () => clearInterval(ticking));
  const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());
  const drain = createDrain({ calls: house.calls, desk: house.desk, telephony: sip, http, realtime: windows.realtime, log, world, pause, closers });
  return { house, parts, origin, holding, runner: store.runner, drain };
}

interface Store {
  readonly db: Db;
  /** For what needs a session of its own. */
  readonly workerUrl: string;
  readonly due: Due;
  readonly runner: Runner;
  readonly keyring: Keyring;
  readonly keys: Keyring;
  readonly derive: Keyring["derive"];
}

/**
 * Of each role. More of them at work than the processors can bear only get in each other's way: with 16 on two processors the median page
 * took 49 ms at 100 messages a second, with 8 it took 16. Each also plans every statement for itself. What comes beyond waits its turn.
 */
const connectionsFor = (processors: number): number => Math.min(32, Math.max(8, 4 * processors));

async function openStore({ config, world, log, say }: { config: Config; world: World; log: Log; say: (line: string) => void }, closers: Closers): Promise<Store> {
  say(config.databaseUrl ? "Opening the database" : "Starting the embedded database");
  const embedded = config.databaseUrl ? undefined : await startEmbedded({ home: config.home, log: { info: () => undefined, warn: (line) => log.warn("embedded-database", { says: line }) } });
  if (embedded) closers.push(() => embedded.stop());
  const ownerUrl = config.databaseUrl ?? embedded!.ownerUrl;
  const keyring = await openKeyring({ world, folder: config.keyring, emptyInstallation: await isEmpty(ownerUrl) });
  const { databasePassword } = secretsOf(keyring.derive);
  await migrate(ownerUrl, { at: world.now(), passwordOf: databasePassword });
  const urlOf = (role: "app" | "worker" | "sequencer"): string => withLogin(ownerUrl, `compline_${role}`, databasePassword(role));
  const db = connect({ urls: { app: urlOf("app"), worker: urlOf("worker"), sequencer: urlOf("sequencer") }, connectionsMax: connectionsFor(availableParallelism()) });
  closers.push(() => db.end());
  const waking: { runner?: Runner } = {};
  const wake = createWake(urlOf("worker"), () => waking.runner?.wake());
  closers.push(() => wake.close());
  const due = createDue({ wake: () => wake.poke() });
  const runner = createRunner({ db, due, world, log });
  waking.runner = runner;
  await runner.resume();
  return { db, workerUrl: urlOf("worker"), due, runner, keyring, keys: keyring, derive: keyring.derive };
}

const POSTGRES_MAJOR_MIN = 18;
/** A host that says nothing is away. */
const CONNECT_MS_MAX = 5_000;
/** What OpenSSL and Node call a certificate that they do not take. */
const BAD_CERTIFICATE = /CERT|SIGNATURE|ISSUER/;

/** The first look at the database. A root key is made only beside one that holds nothing yet. */
async function isEmpty(ownerUrl: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: CONNECT_MS_MAX });
  client.on("error", () => undefined); // What breaks while it is asked is told by the question.
  await client.connect().catch((error: NodeJS.ErrnoException) => {
    const code = error.code ?? (error.message === "timeout expired" ? "ETIMEDOUT" : undefined);
    throw Object.assign(new Error(`the database does not let us in (${code ?? error.name}): ${BAD_CERTIFICATE.test(code ?? "") ? "its certificate is not one that DATABASE_URL trusts; sslrootcert names the authority" : "check DATABASE_URL, and that PostgreSQL runs"}`), { code: code === "ENOENT" ? "DATABASE_AWAY" : code });
  });
  try {
    const { rows } = await client.query<{ empty: boolean; major: number }>("select to_regclass('foundation.migration') is null as empty, current_setting('server_version_num')::int / 10000 as major");
    const { empty, major } = rows[0]!;
    if (major < POSTGRES_MAJOR_MIN) throw new Error(`the database is PostgreSQL ${major}, and Compline needs ${POSTGRES_MAJOR_MIN}`);
    return empty;
  } finally {
    await client.end();
  }
}

function withLogin(url: string, user: string, password: string): string {
  const changed = new URL(url);
  changed.username = user;
  changed.password = password;
  return changed.href;
}

const liveOver = (realtime: () => Realtime | undefined): Parts["live"] => ({
  toPerson: (person, frame) => realtime()?.publish({ person }, frame.type, frame),
  inRoom: (room) => [...new Set((realtime()?.present() ?? []).filter((at) => at.room === room).map((at) => at.person))],
});

interface Opened {
  readonly config: Config;
  readonly parts: Parts;
  readonly house: House;
  readonly keyring: Keyring;
  readonly sequencing: Sequencing;
  readonly runner: Runner;
  readonly sip: Sip;
  readonly emergency: EmergencyMode;
}

/** A worker that has not looked for this long hangs. */
const WORKER_SECONDS_MAX = 10;

function openHttp({ config, parts, house, keyring, sequencing, runner, sip, emergency }: Opened): Promise<Http> {
  const { web } = config;
  const settings: HttpSettings = {
    port: web.port, webRoot: new URL("../web/dist", import.meta.url).pathname,
    ...(web.tls && { tls: { ...pem(web.tls), bindAddress: web.bind, host: web.rpId, ...publicPort(web.origin) } }),
  };
  const { world, db, media } = parts;
  const probes = {
    database: async () => (await db.transaction(system("readyz").scope, (tx) => tx.rows(sql`select 1 as one`))).length === 1,
    keys: () => keyring.isWhole(),
    sip: () => sip.status().listening.length > 0,
    media: () => media.status().processes > 0,
    audit: () => sequencing.healthy(),
    failing: () => db.transaction(system("readyz").scope, parts.due.failing),
    worker: () => runner.status().passedMsAgo < WORKER_SECONDS_MAX * 1000,
    standings: () => standingsOf({ house, emergency }),
    watch: watchOf({ parts, house, sequencing }),
  };
  return createHttp({ settings, world, log: parts.log, admit: house.access.admit, workstationOf: house.identity.workstationOf, probes, version: VERSION }).then((http) => {
    http.register(house.endpoints);
    return http;
  });
}

function publicPort(origin: string): { publicPort?: number } {
  const { port } = new URL(origin);
  return port === "" ? {} : { publicPort: Number(port) };
}

function openRealtime({ parts, house, http }: { parts: Parts; house: House; http: Http }): Realtime {
  const realtime = createRealtime({ server: http.server, site: http.site, admit: house.access.admit, watch: house.access.watch, world: parts.world, log: parts.log });
  house.identity.onEnded((sessions) => {
    realtime.ended(sessions);
    parts.nodes.tell("sessions-ended", sessions);
  });
  parts.nodes.hear("sessions-ended", (sessions) => realtime.ended(sessions as readonly string[]));
  realtime.onRoom(({ person, room }) => {
    if (room === "desk") house.calls.deskOpened(person);
    if (room === "desk" || room === "office") void house.desk.opened(person).catch((error: Error) => parts.log.warn("desk.open-failed", { error: error.name }));
  });
  realtime.onLost(({ person, room }) => {
    if (room === "office") house.calls.endListening(person);
    if (room === "desk") house.calls.deskLost(person);
  });
  realtime.onEnded(({ person, room }) => {
    house.calls.endListening(person);
    if (room === "desk") house.calls.deskEnded(person);
  });
  return realtime;
}
