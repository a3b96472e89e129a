import { parseArgs } from "node:util";
import { openKeyring, secretsOf, KeyringRefused, type Keyring } from "../../server/edge/keys/index.ts";
import { createDirectory, readNumber } from "../../server/care/directory/index.ts";
import { createOncall } from "../../server/care/oncall/index.ts";
import { faultLines, readConfig } from "../../server/foundation/config.ts";
import { connect, type Db } from "../../server/foundation/db/db.ts";
import { createDue } from "../../server/foundation/due/index.ts";
import { createFacts } from "../../server/foundation/facts/index.ts";
import { fromIso, type Instant } from "../../server/foundation/time.ts";
import { realWorld } from "../../server/foundation/world.ts";
import { createAccess, type Access } from "../../server/trust/access/index.ts";
import { createAudit } from "../../server/trust/audit/index.ts";
import { createClients } from "../../server/trust/clients/index.ts";
import { createIdentity } from "../../server/trust/identity/index.ts";
import { createVault } from "../../server/trust/vault/index.ts";
import { reach, Refused } from "./reach.ts";
import { replay, type House } from "./replay.ts";

const USAGE = `Usage: compline oncall replay --account ACCOUNT --at INSTANT

replay  Who was on duty for an account at a past instant, and why, by what was known then: the plan, overrides, status notes and people.
        ACCOUNT: its id, or its short name such as lakeside. INSTANT: such as 2027-01-14T07:14:00Z.
        What the last page before that instant was decided by is shown beside it, and whether it would be decided the same way now.
Exit status: 0 answered, 1 the stored decision would be another one now, 2 it could not be read.`;

const world = realWorld();

async function main(args: string[]): Promise<number> {
  const { positionals, values } = parseArgs({ args, allowPositionals: true, options: { account: { type: "string" }, at: { type: "string" }, help: { type: "boolean" } } });
  if (values.help || positionals.join(" ") !== "replay" || values.account === undefined || values.at === undefined) {
    console.log(USAGE);
    return values.help ? 0 : 2;
  }
  const { account, at } = { account: values.account, at: instantOf(values.at) };
  return withHouse(async (house) => {
    const { lines, same } = await replay(house, { account, at });
    console.log(lines.join("\n"));
    return same ? 0 : 1;
  });
}

function instantOf(text: string): Instant {
  try {
    const at = fromIso(text);
    if (!/(?:Z|[+-]\d\d:\d\d)$/.test(text)) throw new RangeError("no offset");
    if (at <= world.now()) return at;
  } catch {
    throw new Refused(`"${text}" is no instant. Write it with its offset, such as 2027-01-14T07:14:00Z.`);
  }
  throw new Refused("This instant is still to come: what will be known then is not known now.");
}

async function withHouse(work: (house: House) => Promise<number>): Promise<number> {
  const read = readConfig(process.env);
  if (!read.ok) throw new Refused(`The settings are not usable.\n${faultLines(read.faults)}`);
  const keyring = await openKeyring({ world, folder: read.config.keyring, emptyInstallation: false });
  const database = await reach(read.config, { user: "compline_app", password: secretsOf(keyring.derive).databasePassword("app") });
  const db = connect({ urls: { app: database.url, worker: database.url, sequencer: database.url }, connectionsMax: 2 });
  try {
    return await work({ db, oncall: composeOncall(db, keyring) });
  } finally {
    await db.end();
    await database.close();
  }
}

/** The slices that on-call asks, put together as the product does it, without wires and without work to do. */
function composeOncall(db: Db, keyring: Keyring) {
  const site = () => ({ origin: "http://localhost", rpId: "localhost" });
  const due = createDue({ wake: () => undefined });
  const facts = createFacts({ due });
  const audit = createAudit({ world });
  let access: Access | undefined;
  const places = {
    kindOf: (...ask: Parameters<Access["places"]["kindOf"]>) => access!.places.kindOf(...ask),
    roomsOf: (...ask: Parameters<Access["places"]["roomsOf"]>) => access!.places.roomsOf(...ask),
    mayBringIn: (...ask: Parameters<Access["places"]["mayBringIn"]>) => access!.places.mayBringIn(...ask),
    appointAdministrator: (...ask: Parameters<Access["places"]["appointAdministrator"]>) => access!.places.appointAdministrator(...ask),
  };
  const identity = createIdentity({ db, world, audit, facts, due, vault: createVault({ keys: keyring, world }), derive: keyring.derive, places, site, notice: null, zone: "UTC", readNumber });
  const clients = createClients({ db, world, audit });
  access = createAccess({ db, world, audit, facts, identity, clients, site });
  return createOncall({ db, world, facts, audit, access, identity, directory: createDirectory({ db, world, facts, audit, clients, access }) });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const said = error instanceof Refused || error instanceof KeyringRefused;
  console.error(said ? error.message : `The schedule could not be read: ${(error as Error).message}`);
  process.exitCode = 2;
}
