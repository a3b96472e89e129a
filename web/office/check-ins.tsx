import { useState, type FormEvent } from "react";
import { api, type Value } from "../api/index.ts";
import { useAsked, useSending } from "../api/asked.ts";
import { useMe } from "../app/session.tsx";
import { Title } from "../practice/frame.tsx";
import { AskInPlace, Input, Outcome, Shown } from "../practice/parts.tsx";
import { Button, EmptyState, Icon, moment } from "../ui/index.ts";
import { holds } from "./may.ts";

type Failed = Value<"failedCheckIns">["failed"][number];
type Lines = Value<"checkInLines">;
const NUMBER_CHARACTERS_MIN = 7;
const VIA: Readonly<Record<Failed["via"], string>> = { line: "on the check-in line", menu: "by a key of a practice's menu", "call-back": "at the number on file", operator: "at a desk" };

/** In whose name, where, and when; the number it came from on asking. */
export const sayFailed = ({ name, via }: Pick<Failed, "name" | "via">): string => `${name ? `In the name of ${name}` : "With a code that nobody has"}, ${VIA[via]}`;

function OneFailed({ failed }: { readonly failed: Failed }) {
  const { zone } = useMe();
  const [number, setNumber] = useState<string>();
  const sending = useSending();
  const open = () => sending.send(() => api.checkInNumber({ params: { attempt: failed.id }, body: {} }), (answer) => setNumber(answer.number));
  return (
    <li className="listrow row wrap">
      <Icon name="alert-triangle" size={20} tone="lamp" />
      <div className="grow"><b>{sayFailed(failed)}</b><div className="sm t2 tn">{moment(zone, failed.at)}{number && <>, from <span className="num" translate="no">{number}</span></>}</div></div>
      {failed.showsNumber && !number && <Button icon="eye" inert={sending.busy} aria-label={`Show the number: ${sayFailed(failed)}`} onClick={open}>Show the number</Button>}
      {!failed.showsNumber && <span className="sm t3">Showed no number</span>}
      {sending.trouble && <Outcome sending={sending} what="The number stays sealed" />}
    </li>
  );
}

function OneLine({ number, mayChange, put }: { readonly number: string; readonly mayChange: boolean; readonly put: (lines: Lines) => void }) {
  const sending = useSending();
  const remove = () => sending.send(() => api.removeCheckInLine({ body: { number } }), put);
  return (
    <li className="listrow row">
      <b className="grow num" translate="no">{number}</b>
      {mayChange && <AskInPlace act="Take it away" label={`Take ${number} away`} says={`Whoever rings ${number} to check in hears that there is no such number.`} confirm="Take it away" busy={sending.busy} onYes={remove}>{sending.trouble && <Outcome sending={sending} what="It is a check-in line still" />}</AskInPlace>}
    </li>
  );
}

function AddLine({ put }: { readonly put: (lines: Lines) => void }) {
  const [number, setNumber] = useState("");
  const sending = useSending();
  const inert = sending.busy || number.trim().length < NUMBER_CHARACTERS_MIN;
  const submit = (event: FormEvent) => { event.preventDefault(); if (!inert) sending.send(() => api.addCheckInLine({ body: { number: number.trim() } }), (lines) => { setNumber(""); put(lines); }); };
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <Input id="check-in-number" label="Add a number" type="tel" className="num" maxLength={32} value={number} wrong={sending.wrong("number")} hint="One that your trunk brings here, and that reaches no practice." onText={setNumber} />
      <Outcome sending={sending} what="No line was added" done="Added. It answers from now on." at={["number"]} />
      <div><Button type="submit" icon="plus" inert={inert}>Add it</Button></div>
    </form>
  );
}

/** [W162] Where clinicians and offices ring in, and who was not proved to be who they said. */
export function CheckInsPage() {
  const me = useMe();
  const lines = useAsked(() => api.checkInLines(), "check-in-lines");
  const failed = useAsked(() => api.failedCheckIns(), "check-ins");
  const mayChange = holds(me, "supervisor", "administrator");
  return (
    <>
      <Title title="Check-in" about="Clinicians and offices who ring in, proved by a machine" />
      <div className="stack gap4">
        <section className="panel pad stack" aria-labelledby="check-in-lines">
          <h2 id="check-in-lines">Check-in lines</h2>
          <Shown asked={lines} say="Fetching the lines" what="The lines are not here">
            {({ numbers }) => (
              <>
                {numbers.length === 0 ? <p className="sm t2">There is none yet: nobody can ring in.</p> : <ul>{numbers.map((number) => <OneLine key={number} number={number} mayChange={mayChange} put={lines.put} />)}</ul>}
                {mayChange && <AddLine put={lines.put} />}
              </>
            )}
          </Shown>
        </section>
        <section className="panel pad stack" aria-labelledby="failed-check-ins">
          <h2 id="failed-check-ins">Not proved, in the last 30 days</h2>
          <Shown asked={failed} say="Fetching the check-ins" what="The check-ins are not here">
            {({ failed: rows }) => (rows.length === 0 ? <EmptyState icon="circle-check" title="Nobody">Calls that gave three wrong proofs stand here, with the number they came from.</EmptyState> : <ul>{rows.map((row) => <OneFailed key={row.id} failed={row} />)}</ul>)}
          </Shown>
        </section>
      </div>
    </>
  );
}
