import { readdirSync, readFileSync, type Dirent } from "node:fs";
import { join, relative } from "node:path";
import { formsOf, type Form } from "./forms.ts";
import type { Marker } from "./markers.ts";

export interface Find {
  readonly label: string;
  readonly form: string;
  /** File or line, never what stands there. */
  readonly where: string;
}

type Needle = Form & { readonly label: string };
/** Answers which markers lie in these bytes. */
export type Search = (bytes: Buffer) => { readonly label: string; readonly form: string }[];

/** Spreads four bytes over 65,536 places: what is not marked there begins no needle. */
const placeOf = (word: number): number => Math.imul(word, 0x9e3779b1) >>> 16;

/** One pass over the bytes for all needles together: some hundred needles over some hundred megabytes in about a second. */
export function searchFor(markers: readonly Marker[]): Search {
  const needles = markers.flatMap(({ label, looks }) => looks.flatMap(formsOf).map((form): Needle => ({ ...form, label })));
  const begins = new Uint8Array(65_536);
  const byBegin = Map.groupBy(needles, ({ bytes }) => bytes.readUInt32BE(0));
  for (const word of byBegin.keys()) begins[placeOf(word)] = 1;
  return (bytes) => {
    const found = new Map<string, { label: string; form: string }>();
    let word = 0;
    for (let at = 0; at < bytes.length; at++) {
      word = (word << 8) | bytes[at]!;
      if (begins[placeOf(word)] === 0 || at < 3) continue;
      for (const { label, name } of matches(byBegin.get(word >>> 0), bytes, at - 3)) found.set(`${label}/${name}`, { label, form: name });
    }
    return [...found.values()];
  };
}

const matches = (needles: readonly Needle[] | undefined, bytes: Buffer, from: number): Needle[] =>
  (needles ?? []).filter((needle) => from + needle.bytes.length <= bytes.length && bytes.compare(needle.bytes, 0, needle.bytes.length, from, from + needle.bytes.length) === 0);

/** Every file below the folder; also the names of files and folders themselves. */
export function searchFolder(folder: string, search: Search): { finds: Find[]; files: number; bytes: number } {
  const total = { finds: [] as Find[], files: 0, bytes: 0 };
  for (const entry of entriesOf(folder)) {
    const path = join(entry.parentPath, entry.name);
    const where = relative(folder, path);
    for (const hit of search(Buffer.from(entry.name))) total.finds.push({ ...hit, where: `the name of a file in ${relative(folder, entry.parentPath)}` });
    const bytes = entry.isFile() ? readIfThere(path) : undefined;
    if (!bytes) continue;
    total.files += 1;
    total.bytes += bytes.length;
    total.finds.push(...search(bytes).map((hit) => ({ ...hit, where })));
  }
  return total;
}

const entriesOf = (folder: string): Dirent[] => readdirSync(folder, { recursive: true, withFileTypes: true });

/** A running database takes files away while we look. */
function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
