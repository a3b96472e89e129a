import { api, type Value } from "../api/index.ts";
import { useAsked } from "../api/asked.ts";
import { useMe } from "../app/session.tsx";
import { Icon, Tag, moment } from "../ui/index.ts";
import { Shown } from "../practice/parts.tsx";

type Standing = Value<"auditWitnesses">;

/** "signed 1,204 of 1,216 entries, Thu 14 Jan 2027, 02:14 EST": how far one witness has signed. */
function saySigned({ size, signedAt }: Pick<Standing["witnesses"][number], "size" | "signedAt">, entries: number, zone: string): string {
  if (size === null || signedAt === null) return "has signed nothing yet";
  return `signed ${size.toLocaleString("en-US")} of ${entries.toLocaleString("en-US")} entries, ${moment(zone, signedAt)}`;
}

/** Beyond the limit for which entries may wait, the office has a notice too. */
export function Witnesses({ standing, zone }: { readonly standing: Standing; readonly zone: string }) {
  const { entries, behindMinutesMax, witnesses } = standing;
  if (witnesses.length === 0) return <p className="row sm"><Icon name="alert-triangle" tone="lamp" /><span><b>No witness is configured.</b> Nobody outside this house has signed the log: whoever holds the machine, the database and the keys could rewrite it unseen.</span></p>;
  return (
    <ul className="stack tight">
      {witnesses.map((one) => (
        <li key={one.name} className="row wrap sm">
          <Icon name={one.behind ? "alert-triangle" : "circle-check"} tone={one.behind ? "lamp" : "sage"} /><b className="num">{one.name}</b> <span className="tn">{saySigned(one, entries, zone)}</span>
          {one.behind && <Tag tone="lamp" icon="hourglass">Behind for more than {behindMinutesMax} minutes</Tag>}
        </li>
      ))}
    </ul>
  );
}

/** Who beside the service has signed the log, above its entries. */
export function WitnessPanel({ turn }: { readonly turn: string }) {
  const { zone } = useMe();
  const asked = useAsked(() => api.auditWitnesses(), turn);
  return (
    <section className="panel pad stack" aria-labelledby="witnesses">
      <h2 id="witnesses">Signed by others</h2>
      <Shown asked={asked} say="Asking who signed" what="Who signed is not known now">{(standing) => <Witnesses standing={standing} zone={zone} />}</Shown>
    </section>
  );
}
