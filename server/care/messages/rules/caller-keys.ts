import type { Draft, ScriptItem } from "../../../../contract/index.ts";
import { callbackNumber } from "./callback-number.ts";
import type { Content } from "./content.ts";
import type { Script } from "./left-to-do.ts";

/** What a caller can be known by again: each is indexed under the client's key and compared, never opened. */
export interface CallerKeys {
  readonly number: string | null;
  /** Name and birth date together: neither alone tells anybody anything. */
  readonly people: readonly string[];
}

/** E.164 where the numbering plan has it, so that "(212) 555-0142" and "+12125550142" are one number. */
export const numberKey = (number: string): string => callbackNumber(number) ?? number;

/** The words of a name in any order, without accents and signs: "García, Ana" and "ana garcia" are one person. Null: no name, or no date. */
export function personKey(name: string, born: string): string | null {
  const words = name.normalize("NFKD").replace(/\p{M}+/gu, "").toLowerCase().split(/[^\p{L}]+/u).filter((word) => word !== "").toSorted();
  return words.length === 0 || !/^\d{4}-\d{2}-\d{2}$/.test(born) ? null : `${words.join(" ")}|${born}`;
}

/** [N14] The call-back number; and the birth date with the patient's name and with the caller's. */
export function callerKeys(content: Content, draft: Draft | null, script: Script | null): CallerKeys {
  const meant = (meaning: ScriptItem["meaning"]): string => {
    const item = script?.items.find((one) => one.meaning === meaning);
    return (item && draft?.answers[item.id]?.value.trim()) ?? "";
  };
  const born = meant("birth-date");
  const people = [content.patient, content.callback.name].flatMap((name) => (name === null ? [] : (personKey(name, born) ?? [])));
  return { number: content.callback.number === null ? null : numberKey(content.callback.number), people: [...new Set(people)] };
}
