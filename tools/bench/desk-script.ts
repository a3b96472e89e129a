import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { atMost, type Figure } from "./figure.ts";

const KILOBYTES_MAX = 200;

/** The desk's JavaScript gzipped: what index.html names, the desk's own chunk, and what these import at once [W13]. */
export function benchDeskScript(webRoot: string): Figure[] {
  const assets = join(webRoot, "assets");
  const html = readFileSync(join(webRoot, "index.html"), "utf8");
  const text = new Map(readdirSync(assets).filter((file) => file.endsWith(".js")).map((file) => [file, readFileSync(join(assets, file), "utf8")]));
  const desk = [...text.keys()].find((file) => text.get(file)!.includes("Pass to the next operator"));
  if (desk === undefined) throw new Error("the built web has no desk");
  const wanted = new Set([...[...text.keys()].filter((file) => html.includes(file)), desk]);
  for (const file of wanted) for (const [, imported] of text.get(file)!.matchAll(/from\s*[`"']\.\/([^`"']+\.js)/g)) wanted.add(imported!);
  const bytes = [...wanted].reduce((sum, file) => sum + gzipSync(text.get(file)!).length, 0);
  const whole = [...text.values()].reduce((sum, each) => sum + gzipSync(each).length, 0);
  return [atMost({ name: "desk JavaScript, gzipped (limit: all rooms together)", value: bytes / 1000, unit: "kB", limit: whole / 1000, target: KILOBYTES_MAX })];
}
