import { useEffect } from "react";
import { api } from "../api/index.ts";
import { useAsked, useSending } from "../api/asked.ts";
import { useMe } from "../app/session.tsx";
import { Button, Icon, ProblemNote, Tag, clock } from "../ui/index.ts";

/** On a locked phone: that one waits, in words that are the same for everybody. */
export function DrillWaits({ changed }: { readonly changed: unknown }) {
  const { value, again } = useAsked(() => api.myDrill(), "drill");
  useEffect(() => again(), [changed, again]);
  return value?.drill ? <p className="quiet row" role="status"><Icon name="alarm" />A test page waits: unlock and press Acknowledge.</p> : null;
}

/** A test page, beneath whatever is real. `changed` is other whenever the server said that something is. */
export function DrillCard({ changed }: { readonly changed: unknown }) {
  const { zone } = useMe();
  const asked = useAsked(() => api.myDrill(), "drill");
  const sending = useSending();
  const { again } = asked;
  useEffect(() => again(), [changed, again]);
  const drill = asked.value?.drill;
  if (!drill) return sending.done ? <p className="row sm t2" role="status"><Icon name="check" tone="sage" />The test page was seen. Thank you.</p> : null;
  const press = () => sending.send(() => api.acknowledgeDrill({ params: { drill: drill.id }, body: {} }), again);
  return (
    <section className="card stack" aria-labelledby="drill">
      <div className="row wrap"><Tag plain icon="alarm">Test page</Tag><span className="sm t2 right tn">{clock(zone, drill.placedAt, { zone: true })}</span></div>
      <h2 id="drill">This is a test. Press Acknowledge.</h2>
      <p className="sm t2">Once a month, to know that a page would reach you. No patient is waiting.</p>
      {sending.trouble && <ProblemNote what="It was not sent" trouble={sending.trouble} safe="No patient is waiting for this." />}
      <Button big tone="strong" icon="check" inert={sending.busy} onClick={press}>Acknowledge</Button>
    </section>
  );
}
