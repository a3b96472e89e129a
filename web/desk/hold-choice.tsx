import type { Draft, HoldReason, Urgency } from "../../contract/index.ts";

export const holdWords: Readonly<Record<HoldReason, string>> = {
  "practice-asked": "the practice asked for it", "caller-content": "the caller is content to wait", "not-about-care": "it is not about care", other: "another reason",
};
const choices: readonly (readonly [HoldReason | "", string])[] = [["", "Goes out now"], ...(Object.entries(holdWords) as [HoldReason, string][]).map(([reason, words]) => [reason, `Waits for the office: ${words}`] as const)];

/** What is graver than routine is never held, whatever was chosen before. */
export const isHeld = ({ urgency, hold }: { readonly urgency: Urgency; readonly hold: HoldReason | undefined }): boolean => urgency === "routine" && hold !== undefined;

/** [W90] Beside a routine urgency alone: whether it goes out now or waits until the office opens, and why. */
export function HoldChoice({ urgency, hold, sent, put }: { readonly urgency: Urgency; readonly hold: HoldReason | undefined; readonly sent: boolean; readonly put: (hold: Draft["hold"]) => void }) {
  if (urgency !== "routine") return null;
  if (sent) return hold ? <span className="sm t2">Waits for the office: {holdWords[hold]}.</span> : null;
  return (
    <>
      <label className="sr" htmlFor="hold">When it goes out</label>
      <select id="hold" className="input" value={hold ?? ""} onChange={(event) => put((event.currentTarget.value || undefined) as HoldReason | undefined)}>
        {choices.map(([reason, say]) => <option key={reason} value={reason}>{say}</option>)}
      </select>
      {hold && <span className="sm t2">Half an hour after the office opens you are asked to ring it, if nobody there took it. Somebody reviews this.</span>}
    </>
  );
}
