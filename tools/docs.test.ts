import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, test } from "vitest";
import { readConfig, type Config } from "../server/foundation/config.ts";
import { settingNames } from "../server/foundation/config/fields.ts";
import { commands } from "./launcher/commands.js";
import { read, tracked } from "./tidy/source.ts";

const files = tracked();
const pages = files.filter((path) => path.endsWith(".md")).map(read);
/** Specifications say their own ids; pages cite them. */
const prose = pages.filter(({ path }) => !path.endsWith("RULES.md"));

/** What a pattern finds on the pages and the check does not know, one line each. */
function strangers(pattern: RegExp, isKnown: (found: string) => boolean): string[] {
  return prose.flatMap(({ path, text }) => [...text.matchAll(pattern)].map((match) => match[1]!).filter((found) => !isKnown(found)).map((found) => `${path}: ${found}`));
}

describe("the settings", () => {
  const row = /^\| `([A-Z_]+)` \| (.+?) \| (.+) \|$/gm;
  const listed = new Map([...readFileSync("docs/settings.md", "utf8").matchAll(row)].map(([, name, standard]) => [name!, standard!]));

  test("[T-PAGE-1] every setting stands in docs/settings.md, and every line there is a setting", () => {
    expect([...listed.keys()].toSorted()).toEqual([...settingNames, "COMPLINE_HOME"].toSorted());
  });

  test("[T-PAGE-1] the defaults written there are the ones that a start without settings takes", () => {
    const { home, keyring, nodeSilenceSeconds, web, sip, media } = defaults();
    const taken = {
      COMPLINE_HOME: home, COMPLINE_NODE_SILENCE: nodeSilenceSeconds, COMPLINE_PORT: web.port, COMPLINE_BIND: web.bind, COMPLINE_ORIGIN: web.origin, COMPLINE_SIP_PORT: sip.port, COMPLINE_SIP_BIND: sip.bind,
      COMPLINE_MEDIA_ADDRESS: media.address, COMPLINE_MEDIA_ENGINE: media.engine, COMPLINE_MEDIA_PROCESSES: media.processes, COMPLINE_RTP_PORTS: `${media.rtpPorts.first}-${media.rtpPorts.last}`,
      COMPLINE_DIAL_CAPS: Object.entries(sip.outbound.caps).map(([cap, count]) => `${cap}=${count}`).join(", "),
    };
    for (const [name, value] of Object.entries(taken)) expect(listed.get(name), name).toBe(`\`${value}\``);
    expect(keyring).toBe(join(home, "keyring"));
    const rest = [...listed].filter(([name]) => !Object.hasOwn(taken, name) && name !== "COMPLINE_KEYRING");
    for (const [name, standard] of rest) expect(standard, name).toMatch(/^none/);
  });

  /** Of a disk that is empty, in a folder whose name is left out of what is compared. */
  function defaults(): Config {
    const folder = "/somewhere";
    const found = readConfig({}, { folder, exists: () => false, readText: () => undefined, fileSystemOf: () => 1 });
    if (!found.ok) throw new Error("no settings at all are a fault");
    const within = (path: string): string => path.replace(`${folder}/`, "");
    return { ...found.config, home: within(found.config.home), keyring: within(found.config.keyring) };
  }
});

test("[T-PAGE-2] every link of a page to a file of the project leads somewhere", () => {
  const link = /\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)/g;
  const lost = pages.flatMap(({ path, text }) =>
    [...text.matchAll(link)].map((match) => normalize(join(dirname(path), match[1]!))).filter((target) => !existsSync(target)).map((target) => `${path}: ${target}`));
  expect(lost).toEqual([]);
});

test("[T-PAGE-2] every file of the project that a page names is there", () => {
  const named = /`((?:contract|docs|server|tools|web)\/[\w./-]+\.\w+)`/g;
  expect(strangers(named, (path) => existsSync(path))).toEqual([]);
});

test("[T-PAGE-3] every rule that a page cites stands in a RULES.md", () => {
  const ids = new Set(pages.filter(({ path }) => path.endsWith("RULES.md")).flatMap(({ text }) => [...text.matchAll(/^-\s*\[([A-Z][A-Z-]*\d+)\]/gm)].map((match) => match[1]!)));
  expect(ids.size).toBeGreaterThan(200);
  // Style explains how a title cites its rule; the id in its example is a real one as well.
  expect(strangers(/\[([A-Z][A-Z-]*\d+)\]/g, (id) => ids.has(id))).toEqual([]);
});

test("[T-PAGE-3] SECURITY cites rules for each threat it says is met", () => {
  const section = readFileSync("SECURITY.md", "utf8").split("\n## ").find((part) => part.startsWith("Threats"))!;
  const rows = section.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| Threat"));
  expect(rows.length).toBeGreaterThan(10);
  expect(rows.filter((line) => !/\[[A-Z][A-Z-]*\d+\]/.test(line))).toEqual([]);
});

test("[T-PAGE-4] every command that a page tells people to type exists", () => {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };
  expect(strangers(/npm run ([a-z]+)/g, (name) => Object.hasOwn(scripts, name))).toEqual([]);
  expect(strangers(/\.\/compline ([a-z]+)/g, (name) => name === "help" || Object.hasOwn(commands, name))).toEqual([]);
});
