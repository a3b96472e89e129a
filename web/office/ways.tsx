import { api, type Value } from "../api/index.ts";
import { useAsked } from "../api/asked.ts";
import { useMe } from "../app/session.tsx";
import { Title } from "../practice/frame.tsx";
import { Shown } from "../practice/parts.tsx";
import { Icon, Tag, moment } from "../ui/index.ts";

type Way = Value<"ways">["ways"][number];

const NAMES: Readonly<Record<string, string>> = { inbox: "Secure inbox", voice: "Telephone call", push: "Waking phones" };
/** A push service is a part of its way, and is told apart by its host. */
const nameOf = ({ name }: Way): string => (name.startsWith("push ") ? `${NAMES["push"]} by ${name.slice("push ".length)}` : (NAMES[name] ?? name));

/** In the words of whoever wonders at three in the morning why a page has not left. */
export function standing({ closed, faults, guard, waiting }: Way): { readonly say: string; readonly tone: "lamp" | "sage"; readonly icon: string } {
  if (closed) return { say: "Given up for a while", tone: "lamp", icon: "alert-triangle" };
  if (guard && faults > 0) return { say: `${faults} of ${guard.faultsMax} faults in a row`, tone: "lamp", icon: "alert-triangle" };
  return waiting > 0 ? { say: "Works, at its limit", tone: "lamp", icon: "clock" } : { say: "Works", tone: "sage", icon: "circle-check" };
}

const pace = ({ guard }: Way): string => (guard ? `${guard.all.perMinute} a minute in all, ${guard.all.atOnceMax} at once; ${guard.person.perMinute} a minute to one person` : "Inside this house: no limit of its own");
const waits = ({ waiting }: Way): string => (waiting === 0 ? "Nothing waits" : waiting === 1 ? "1 page waits for its turn" : `${waiting} pages wait for their turn`);

export function WayRow({ way, zone }: { readonly way: Way; readonly zone: string }) {
  const { say, tone, icon } = standing(way);
  return (
    <li className="listrow stack tight">
      <div className="row wrap"><h2 className="grow">{nameOf(way)}</h2><Tag tone={tone} icon={icon}>{say}</Tag></div>
      <div className="row wrap sm t2"><span>{waits(way)}</span><span>{pace(way)}</span></div>
      {way.closed && <p className="row sm"><Icon name="alert-triangle" tone="lamp" /><span>Since {moment(zone, way.closed.since)} pages pass it over and reach whoever is next at once. One page tries it again at {moment(zone, way.closed.tryAt)}.</span></p>}
    </li>
  );
}

/** The ways on which pages go: how fast, how many wait, and which are given up for a while. */
export function WaysPage() {
  const { zone } = useMe();
  const asked = useAsked(() => api.ways(), "ways");
  return (
    <>
      <Title title="Channels" about="How fast each is, what waits, and whether it works" />
      <Shown asked={asked} say="Fetching the channels" what="The channels are not here">
        {({ ways }) => <div className="panel pad"><ul aria-label="Channels">{ways.map((way) => <WayRow key={way.name} way={way} zone={zone} />)}</ul></div>}
      </Shown>
    </>
  );
}
