import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { composers, edges, order, sideDoors } from "./order.ts";
import { reveals } from "./reveals.ts";
import { importsOf, isTest, read, sliceOf, tracked } from "./source.ts";

const files = tracked();
const code = files.filter((path) => /\.(tsx?|mts)$/.test(path) && !path.endsWith(".d.ts")).map(read);
const server = code.filter(({ path }) => path.startsWith("server/"));
const product = server.filter(({ path }) => !isTest(path));
const rank = (slice: string): number => (order as readonly string[]).indexOf(slice);
const isEdge = (slice: string): boolean => (edges as readonly string[]).includes(slice);

/** What stands against the law, one line each, with what to do instead. */
const none = (faults: readonly string[]): void => expect(faults).toEqual([]);

test("[T1] every slice and edge on disk stands in the line", () => {
  const folders = ["trust", "gates", "care", "edge"].flatMap((group) => readdirSync(`server/${group}`).map((name) => `${group}/${name}`));
  none(folders.filter((slice) => rank(slice) < 0 && !isEdge(slice)).map((slice) => `server/${slice}: put it into tools/tidy/order.ts, where it belongs in the line`));
});

const mayKnow = (from: string, to: string): boolean => (isEdge(from) ? !isEdge(to) || from === to : !isEdge(to) && rank(to) <= rank(from));
const isSideDoor = (target: string, from: string): boolean => Object.entries(sideDoors).some(([path, who]) => target === `server/${path}` && who.includes(from));

const outsiders = /^server\/(testing|compose|run|demo)/;

/** What is wrong with one import, if anything. */
function faultOf(from: string, target: string): string | undefined {
  const to = sliceOf(target);
  if (to === from || isSideDoor(target, from)) return undefined;
  if (to === undefined) return outsiders.test(target) ? "a slice knows nobody who puts it together" : undefined;
  if (!mayKnow(from, to) && !bothEdges(from, to)) return `${to} is not to its left; record a fact, or take what you need as a port`;
  return target.endsWith("/index.ts") ? undefined : `use the door, server/${to}/index.ts`;
}

test("[T2] a slice imports itself, the contract, the foundation, and doors to its left", () => {
  const inSlices = product.filter(({ path }) => sliceOf(path) !== undefined);
  none(inSlices.flatMap((source) => importsOf(source).flatMap((target) => {
    const fault = faultOf(sliceOf(source.path)!, target);
    return fault === undefined ? [] : [`${source.path} imports ${target}: ${fault}`];
  })));
});

/** Realtime takes the upgrade of http's server, two edges of one wire; speech comes out in the codec of the sound. */
const bothEdges = (from: string, to: string): boolean => [["edge/realtime", "edge/http"], ["edge/speech", "edge/media"]].some(([one, other]) => one === from && other === to);

test("[T3] the foundation knows no slice, and the contract knows only zod", () => {
  const faults = product
    .filter(({ path }) => path.startsWith("server/foundation/"))
    .flatMap((source) => importsOf(source).filter((target) => sliceOf(target) !== undefined).map((target) => `${source.path} imports ${target}: the foundation stands left of everything`));
  for (const { path, text } of code.filter((source) => source.path.startsWith("contract/") && !isTest(source.path))) {
    for (const [, name] of text.matchAll(/from "([^".][^"]*)"/g)) if (name !== "zod") faults.push(`${path} imports ${name}: the contract imports only zod`);
  }
  none(faults);
});

test("[T4] files are at most 300 lines, the README 120, ARCHITECTURE 150, a decision 40, a migration 60", () => {
  const limits: [RegExp, number][] = [[/\.(tsx?|mts|css|py)$/, 300], [/^README\.md$/, 120], [/^ARCHITECTURE\.md$/, 150], [/^docs\/decisions\/.*\.md$/, 40], [/^server\/migrations\/.*\.sql$/, 60], [/^server\/main\.ts$/, 40]];
  const over = files.flatMap((path) => limits.filter(([pattern]) => pattern.test(path)).map(([, max]) => ({ source: read(path), max }))).filter(({ source, max }) => source.lines > max);
  none(over.map(({ source, max }) => `${source.path}: ${source.lines} lines, at most ${max}: a file is one thought; take the second one out, or make it smaller`));
});

test("[T5] the root has at most 20 entries", () => {
  const roots = new Set(files.map((path) => path.split("/")[0]!));
  expect(roots.size, [...roots].join(" ")).toBeLessThanOrEqual(20);
});

test("[T6] no file is called utils, helpers, common, manager or service", () => {
  const vague = /(^|\/)(utils?|helpers?|common|manager|services?|misc)(\.|\/)/;
  none(code.filter(({ path }) => vague.test(path) && path !== "contract/common.ts").map(({ path }) => `${path}: if you cannot name it, you have not understood it`));
});

test("[T7] SQL stands in the store of its slice and nowhere else", () => {
  const inStore = (path: string): boolean => /\/store(\.ts$|\/)/.test(path) || path.startsWith("server/foundation/") || (composers as readonly string[]).some((each) => path.startsWith(each));
  none(product.filter(({ path, text }) => !inStore(path) && /\bsql`/.test(text)).map(({ path }) => `${path}: move the statement to store.ts`));
});

test("[T8] slices ask the world for time and chance, and nobody else", () => {
  const asks = /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\brandomUUID\(/;
  const faults = product.filter(({ path, text }) => /^server\/(trust|gates|care)\//.test(path) && asks.test(text)).map(({ path }) => `${path}: take the time and chance from the world`);
  none(faults);
});

test("[T9] rules are pure: no await, no world, no database", () => {
  const rules = product.filter(({ path }) => /^server\/(trust|gates|care)\/[a-z]+\/rules\//.test(path));
  none(rules.filter(({ text }) => /\bawait\b|\bdb\.transaction|\bworld\./.test(text)).map(({ path }) => `${path}: facts in, verdict out`));
});

test("[T10] tests do not sleep, are not skipped and are not run alone", () => {
  const tests = code.filter(({ path }) => isTest(path) && !path.startsWith("tools/tidy/"));
  const faults = tests.flatMap(({ path, text }) => {
    const sleeps = /setTimeout\([^,]+,\s*\d{3,}\)|\bsleep\(/.test(text) && !/\.peer\.test|\/testing\//.test(path);
    const skips = /\b(?:it|test|describe|story)\.(?:skip|todo|only)\b/.test(text);
    return [...(sleeps ? [`${path}: wait for a condition, or move the fake clock`] : []), ...(skips ? [`${path}: a test that does not run proves nothing`] : [])];
  });
  none(faults);
});

const RULE = /^-?\s*\*{0,2}\[([A-Z][A-Z-]*\d+)\]/gm;
const cited = new Set(code.filter(({ path }) => isTest(path)).flatMap(({ text }) => [...text.matchAll(/\[([A-Z][A-Z-]*\d+)\]/g)].map((match) => match[1]!)));

test("[T11] every rule in a RULES.md has a test that cites it", () => {
  const faults = files.filter((path) => path.endsWith("RULES.md")).flatMap((path) => {
    const ids = [...readFileSync(path, "utf8").matchAll(RULE)].map((match) => match[1]!);
    return ids.filter((id) => !cited.has(id)).map((id) => `${path} [${id}]: write a test whose title cites it`);
  });
  none(faults);
});

test("[T12] a rule's id means one thing in the whole house", () => {
  const seen = new Map<string, string>();
  const faults: string[] = [];
  for (const path of files.filter((file) => file.endsWith("RULES.md"))) {
    for (const [, id] of readFileSync(path, "utf8").matchAll(RULE)) {
      const other = seen.get(id!);
      if (other === path) faults.push(`[${id}] stands twice in ${path}: give one of them a number of its own`);
      else if (other !== undefined) faults.push(`[${id}] stands in ${other} and in ${path}: choose letters of its own for one of them`);
      seen.set(id!, path);
    }
  }
  none(faults);
});

test("[T13] no secret, machine path or registry host stands in the project", () => {
  const suspicious = /-----BEGIN (?:EC |RSA )?PRIVATE KEY-----\n[A-Za-z0-9+/]{40}|\/(?:home|root|work)\/[a-z]+\//;
  const texts = files.filter((path) => /\.(tsx?|js|json|md|sql|sh|py|html)$/.test(path) && path !== "package-lock.json").map(read);
  none(texts.filter(({ path, text }) => !path.startsWith("tools/tidy/") && suspicious.test(text)).map(({ path }) => `${path}: holds a key or a machine's path`));
});

test("[T14] every slice has a door, rules that are written down, and a specification", () => {
  const faults: string[] = [];
  for (const slice of [...order, ...edges]) {
    const here = files.filter((path) => path.startsWith(`server/${slice}/`));
    if (!existsSync(`server/${slice}/index.ts`)) faults.push(`server/${slice}: has no door (index.ts)`);
    if (!existsSync(`server/${slice}/RULES.md`)) faults.push(`server/${slice}: has no RULES.md`);
    if (!here.some((path) => /\.(spec|test)\.ts$/.test(path))) faults.push(`server/${slice}: has no test through its door`);
  }
  none(faults);
});

test("[T17] PHI is taken out of its wrapping in the files that are listed with their reason, by one name, and in no other way", () => {
  const does = product.filter(({ text }) => /\bdangerouslyReveal\b/.test(text)).map(({ path }) => path);
  none(does.filter((path) => !(path in reveals)).map((path) => `${path}: hand it on wrapped, or stand in tools/tidy/reveals.ts with the reason`));
  none(Object.keys(reveals).filter((path) => !does.includes(path)).map((path) => `tools/tidy/reveals.ts: ${path} reveals nothing; take it out`));
  // A closure that keeps what `map` gives it takes the value out as well.
  none(product.filter(({ text }) => /\.map\(\((\w+)\) => (?:void )?\(?\w+ = /.test(text)).map(({ path }) => `${path}: a map that assigns; use dangerouslyReveal, which can be found`));
});
