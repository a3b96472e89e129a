import { globSync } from "node:fs";
import { sum, type Count } from "../report.ts";
import { buildWeb, conclude, fetchPeers, typesAndLint, vitest, type Beside } from "../steps.ts";

type Part = readonly [title: string, options: readonly string[]];

/** A test that fails is tried once more, and the end of the output says so. */
const AGAIN = "--retry=1";
const TELEPHONES = ["server/edge/sip/", "tools/canary/"];
const MEDIA = "server/edge/media/";
const ALONE = [MEDIA, "tools/crash/", "web/journey/", "server/care/voice/", "server/testing/patch.", "server/testing/clinician."];
const SERVERS = ["server/start.", "server/readiness.", "server/restore.", "server/testing/faults/", "tools/watch/", "tools/dev."];

const peers = globSync("{server,tools,web}/**/*.peer.test.{ts,tsx}");
const within = (folders: readonly string[]) => peers.filter((path) => folders.some((folder) => path.startsWith(folder)));
/** Rooms like the others. They stand in the other lane because that one is done first. */
const DESKS = ["web/desk/"];
/** Two nodes, a database, Kamailio and rtpengine, and sound that is listened to: nothing else beside it. */
const LAST = ["server/nodes."];
const [telephones, alone, servers, desks, last] = [within(TELEPHONES), within(ALONE), within(SERVERS), within(DESKS), within(LAST)];
const rooms = peers.filter((path) => ![...telephones, ...alone, ...servers, ...desks, ...last].includes(path));

// What works all the time: the tests without peers, which share their modules within a worker (reading the product anew for each file took a
// fifth of the time), then browsers that look at rooms, three files side by side.
const working: readonly Part[] = [
  ["the tests without peers", ["--exclude", "**/*.peer.test.*", "--exclude", `${MEDIA}**`, "--no-isolate", "--maxWorkers=3", AGAIN]],
  ["rooms", [...rooms, "--maxWorkers=3", AGAIN]],
];
// What waits for other programs with real patience and hardly works: telephones and captured traffic, two files at a time, then sound that is
// measured and kills, one file at a time, then servers that are started, stopped and robbed of their database, then desks. It goes beside the
// others, and they give way to it: one's load is not another's delay.
const waiting: readonly Part[] = [
  ["telephones and captured traffic", [...telephones, "--maxWorkers=2", AGAIN]],
  ["sound and kills", [MEDIA, ...alone.filter((path) => !path.startsWith(MEDIA)), "--no-file-parallelism", AGAIN]],
  ["servers", [...servers, "--maxWorkers=2", AGAIN]],
  ["desks", [...desks, "--maxWorkers=2", AGAIN]],
];

async function oneByOne(parts: readonly Part[], beside: Beside): Promise<Count> {
  const counts: Count[] = [];
  for (const [title, options] of parts) counts.push(await vitest(title, options, beside));
  return sum(counts);
}

/** The whole: peers, web, then types, lint and every test (tidy is one of them). */
await fetchPeers();
const web = await buildWeb();
const asked = process.argv.slice(2);
const tests = asked.length > 0 ? [vitest("the tests that were asked for", asked)] : [oneByOne(working, { givesWay: true }), oneByOne(waiting, { toldAtTheEnd: true })];
const counts = await Promise.all([typesAndLint(), ...tests]);
if (asked.length === 0) counts.push(await vitest("two nodes", [...last, AGAIN]));
conclude(sum([web, ...counts]));
