import type { TypedReception } from "../../contract/index.ts";
import { Check } from "../ui/index.ts";
import type { PartProps } from "./menu-page.tsx";
import { Input, Select } from "./parts.tsx";
import { Seconds } from "./seconds.tsx";

/** Longer than an office lets it ring is no help, and its own mailbox would answer. */
const RING_SECONDS = 20;
type How = "back" | "away";
const hows = [["back", "By us, and back to us"], ["away", "By the carrier, for good"]] as const;

/** Nobody else can tell a mailbox from a person. */
function KeyToTake({ on, put }: { on: boolean; put: (on: boolean) => void }) {
  return (
    <div>
      <Check on={on} onChange={put}>Whoever answers presses 1 to take the caller</Check>
      <p className="hint">{on ? "A mailbox presses nothing: its caller comes back to the line." : "An answer is enough. A mailbox that answers has the caller."}</p>
    </div>
  );
}

/** By day, to the office's own telephone. */
export function WhenOpen({ body: { whenOpen }, sending, change }: PartProps) {
  const put = (part: Partial<typeof whenOpen>) => change({ whenOpen: { ...whenOpen, ...part } });
  const { forwardTo, ringSeconds, keyToTake } = whenOpen;
  return (
    <>
      <Input id="forward" label="While the office is open, send callers to" inputMode="tel" className="num" value={forwardTo ?? ""} wrong={sending.wrong("forwardTo")} hint="The office’s own number. Empty: operators answer by day as at night." onText={(typed) => put({ forwardTo: typed.trim() === "" ? null : typed })} />
      {forwardTo !== null && (
        <div className="pairf">
          <Select<How> id="forward-how" label="How" value={ringSeconds === null ? "away" : "back"} choices={hows} onPick={(how) => put({ ringSeconds: how === "back" ? RING_SECONDS : null })} />
          {ringSeconds !== null && <Seconds id="forward-rings" label="Seconds it rings" value={ringSeconds} between={[10, 60]} hint="Then the caller hears why, and goes on as by night." put={(seconds) => put({ ringSeconds: seconds })} />}
        </div>
      )}
      {forwardTo !== null && ringSeconds !== null && <KeyToTake on={keyToTake} put={(on) => put({ keyToTake: on })} />}
    </>
  );
}

const NEW_PARTNER = { name: "", number: "", agreementSigned: "", seconds: 60, keyToTake: true };
type Overflow = TypedReception["overflow"];

/** Another service, for callers for whom nobody is ready. */
export function OutsidePart({ body: { overflow }, sending, change }: PartProps) {
  const { partner } = overflow;
  const put = (next: Overflow["partner"]) => change({ overflow: { ...overflow, partner: next } });
  return (
    <>
      <Check on={partner !== null} onChange={(on) => put(on ? NEW_PARTNER : null)}>Another service takes callers for whom nobody is ready</Check>
      {partner && <>
        <p className="hint">They hear that another service is rung and keep their place; an operator who is free first has them. Calls count against the limits for outgoing calls.</p>
        <div className="pairf">
          <Input id="partner-name" label="Its name" value={partner.name} onText={(name) => put({ ...partner, name })} required />
          <Input id="partner-number" label="Its number" inputMode="tel" className="num" value={partner.number} wrong={sending.wrong("partnerNumber")} onText={(number) => put({ ...partner, number })} required />
          <Input id="partner-signed" label="Agreement signed on" type="date" value={partner.agreementSigned} wrong={sending.wrong("agreementSigned")} hint="A business associate agreement. Without one it may not hear of patients." onText={(agreementSigned) => put({ ...partner, agreementSigned })} required />
          <Seconds id="partner-seconds" label="Seconds with nobody ready" value={partner.seconds} between={[10, 300]} put={(seconds) => put({ ...partner, seconds })} />
        </div>
        <KeyToTake on={partner.keyToTake} put={(keyToTake) => put({ ...partner, keyToTake })} />
      </>}
    </>
  );
}
