import type { MessageDetail } from "../../contract/index.ts";
import { Icon } from "./controls.tsx";
import { clock } from "./say-time.ts";

type Correction = NonNullable<MessageDetail["corrected"]>;

/** One line: what it was, struck through, then what it is. Said as well as drawn. */
export function Changed({ label, was, now }: Correction["changed"][number]) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {was !== null && <del><span className="sr">was: </span>{was}</del>}
        {now === null ? <span className="t2"> left out now</span> : <> <ins><span className="sr">now: </span>{now}</ins></>}
      </dd>
    </div>
  );
}

/** Of a message that was corrected: when, by whom, and each line that is other than what this person had read. `say`: a value as the room writes it. */
export function Corrected({ corrected, zone, children, say = (value) => value }: { readonly corrected: Correction | undefined; readonly zone: string; readonly children?: string; readonly say?: (value: string) => string }) {
  if (!corrected) return null;
  const { at, by, changed } = corrected;
  const said = (value: string | null) => (value === null ? null : say(value));
  return (
    <section className="corrected" aria-label="Corrected">
      <div className="row"><Icon name="pencil" /><b>Corrected {clock(zone, at, { zone: true })}{by && ` by ${by}`}</b></div>
      {children && <p className="sm">{children}</p>}
      {changed.length > 0 ? <dl translate="no">{changed.map((one, index) => <Changed key={`${one.label}${index}`} label={one.label} was={said(one.was)} now={said(one.now)} />)}</dl> : <p className="sm t2">Every line reads as it did before.</p>}
    </section>
  );
}
