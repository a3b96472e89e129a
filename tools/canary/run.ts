import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openCapture } from "./capture.ts";
import { doTheJob } from "./job.ts";
import { openBook, type Book, type Marker } from "./markers.ts";
import { judgeTraffic, packetsIn } from "./packets.ts";
import { openPlace, startProduct, type Place, type Product } from "./product.ts";
import { searchFolder, searchFor, type Find } from "./search.ts";

/** 0: nothing found. 1: something is readable that must not be, or the search or the job did not work. 2: nothing found, but the lines were not captured. */
export type Status = 0 | 1 | 2;
type Say = (line: string) => void;

const CAPTURE = "capture.pcap";
const MARKERS_MIN = 20;

export async function canary(say: Say): Promise<Status> {
  const place = await openPlace();
  const book = openBook();
  const controls = openBook();
  try {
    const capture = await openCapture(join(place.folder, CAPTURE), place.ports);
    const capturing = { stop: async () => (capture ? capture.stop() : "it is not permitted here: tcpdump, as root") };
    const { finds, trouble } = await theNight({ place, book, say, control: controls.word("control"), capturing });
    const kept = searchFolder(place.folder, searchFor(controls.planted()));
    const isSeen = kept.finds.some(({ where }) => where.startsWith(join("home", "postgres")));
    const files = [...finds, ...searchFolder(place.folder, searchFor(book.planted())).finds];
    const lines = capture ? searchLines(place, book.planted()) : { finds: [], clear: [], trouble: undefined };
    say(`searched ${kept.files} files, ${(kept.bytes / 2 ** 20).toFixed(0)} MiB`);
    return report(say, { planted: book.planted().length, finds: [...files, ...lines.finds], clear: lines.clear, isSeen, notCaptured: trouble ?? lines.trouble });
  } finally {
    place.remove();
  }
}

/** Searches once while everything runs, when temporary files and the write-ahead log hold most; the caller searches again when all is closed. */
async function theNight({ place, book, say, control, capturing }: Night): Promise<{ finds: Find[]; trouble: string | undefined }> {
  const closing = { trouble: undefined as string | undefined };
  const finds = await inProduct(place, async (product) => {
    say(`the product runs at ${product.origin}, SIP over TLS at port ${place.ports.sip + 1}`);
    await doTheJob({ product, book, say }, control);
    return searchFolder(place.folder, searchFor(book.planted())).finds;
  }).finally(async () => void (closing.trouble = await capturing.stop()));
  return { finds, trouble: closing.trouble };
}

interface Night {
  readonly place: Place;
  readonly book: Book;
  readonly say: Say;
  readonly control: string;
  readonly capturing: { stop(): Promise<string | undefined> };
}

async function inProduct<T>(place: Place, work: (product: Product) => Promise<T>): Promise<T> {
  const product = await startProduct(place);
  try {
    return await work(product);
  } finally {
    await product.stop();
  }
}

function searchLines({ folder, ports }: Place, planted: readonly Marker[]): { finds: Find[]; clear: readonly string[]; trouble: string | undefined } {
  const { clear, seen, streams } = judgeTraffic(packetsIn(readFileSync(join(folder, CAPTURE))), ports);
  const search = searchFor(planted);
  const finds = streams.flatMap(search).map((hit) => ({ ...hit, where: "captured traffic" }));
  const empty = Object.entries(seen).filter(([, count]) => count === 0).map(([kind]) => kind);
  return { finds, clear, trouble: empty.length > 0 ? `it saw nothing of ${empty.join(", ")}` : undefined };
}

interface Findings {
  readonly planted: number;
  readonly finds: readonly Find[];
  readonly clear: readonly string[];
  readonly isSeen: boolean;
  readonly notCaptured: string | undefined;
}

function report(say: Say, findings: Findings): Status {
  const { planted, finds, notCaptured } = findings;
  const faults = faultsOf(findings);
  for (const line of new Set(faults)) say(`  ${line}`);
  if (notCaptured !== undefined) say(`capture: not run (${notCaptured})`);
  say(`planted ${planted}, found ${new Set(finds.map(({ label }) => label)).size}`);
  if (faults.length > 0) return 1;
  return notCaptured === undefined ? 0 : 2;
}

/** Why the run is no proof, a sentence each. */
function faultsOf({ planted, finds, clear, isSeen }: Findings): string[] {
  return [
    ...finds.map(({ label, form, where }) => `${label}: ${form}, in ${where}`).toSorted(),
    ...clear.map((what) => `in the clear on the line: ${what}`),
    ...(isSeen ? [] : ["the control was not found in the database's files: this search proves nothing"]),
    ...(planted < MARKERS_MIN ? [`fewer than ${MARKERS_MIN} markers were planted`] : []),
  ];
}
