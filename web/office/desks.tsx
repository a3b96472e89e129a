import { useState, type FormEvent } from "react";
import type { DeskPlace } from "../../contract/index.ts";
import { api, type Value } from "../api/index.ts";
import { useAsked, useSending } from "../api/asked.ts";
import { useMe } from "../app/session.tsx";
import { Title } from "../practice/frame.tsx";
import { Input, Outcome, Shown } from "../practice/parts.tsx";
import { Button, EmptyState, Tag, dialled, moment } from "../ui/index.ts";
import { sayPlace } from "../desk/help911.tsx";
import { holds } from "./may.ts";

type Desks = Value<"deskPlaces">;
type Row = Desks["desks"][number];

const nothing: DeskPlace = { name: "", place: { houseNumber: "", street: "", within: "", city: "", state: "", zip: "" }, callback: "" };
const isWhole = ({ name, place, callback }: DeskPlace): boolean => [name, place.houseNumber, place.street, place.city, place.state, place.zip, callback].every((text) => text.trim() !== "");

function PlaceForm({ row, saved, close }: { readonly row: Row; readonly saved: (desks: Desks) => void; readonly close: () => void }) {
  const [desk, setDesk] = useState<DeskPlace>(row.desk ?? nothing);
  const sending = useSending();
  const at = row.workstation;
  const place = (part: Partial<DeskPlace["place"]>) => setDesk((old) => ({ ...old, place: { ...old.place, ...part } }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isWhole(desk)) sending.send(() => api.saveDeskPlace({ params: { workstation: at }, body: desk }), (desks) => { saved(desks); close(); });
  };
  const { place: now } = desk;
  return (
    <form className="stack" onSubmit={submit} aria-label="Where this desk stands" noValidate>
      <div className="pairf">
        <Input id={`name-${at}`} label="Desk" value={desk.name} maxLength={60} required onText={(name) => setDesk((old) => ({ ...old, name }))} />
        <Input id={`house-${at}`} label="House number" value={now.houseNumber} maxLength={10} required onText={(houseNumber) => place({ houseNumber })} />
        <Input id={`street-${at}`} label="Street" value={now.street} maxLength={80} required onText={(street) => place({ street })} />
        <Input id={`within-${at}`} label="Floor, suite, room" value={now.within} maxLength={60} onText={(within) => place({ within })} />
        <Input id={`city-${at}`} label="City" value={now.city} maxLength={60} required onText={(city) => place({ city })} />
        <Input id={`state-${at}`} label="State" value={now.state} maxLength={2} required onText={(state) => place({ state: state.toUpperCase() })} />
        <Input id={`zip-${at}`} label="ZIP" value={now.zip} maxLength={10} required onText={(zip) => place({ zip })} />
        <Input id={`callback-${at}`} label="Number that 911 sees and rings back" type="tel" className="num" value={desk.callback} maxLength={32} required onText={(callback) => setDesk((old) => ({ ...old, callback }))} />
      </div>
      <Outcome sending={sending} what="Nothing was changed" done="It is saved." />
      <div className="row"><Button type="submit" tone="strong" inert={sending.busy || !isWhole(desk)}>Save the place</Button><Button tone="bare" onClick={close}>Cancel</Button></div>
    </form>
  );
}

function DeskRow({ row, zone, change, saved }: { readonly row: Row; readonly zone: string; readonly change: boolean; readonly saved: (desks: Desks) => void }) {
  const [open, setOpen] = useState(false);
  const name = row.desk?.name ?? "A desk without a place";
  return (
    <li className="listrow">
      <div className="stack tight grow">
        <div className="row wrap"><b>{name}</b>{!row.desk && <Tag tone="lamp" icon="alert-triangle">911 would not know where it is</Tag>}</div>
        {row.desk && !open && <p className="sm">{sayPlace(row.desk)}; 911 rings back <span className="num">{dialled(row.desk.callback)}</span></p>}
        <p className="sm t2">Last opened by {row.seenBy}, {moment(zone, row.seenAt)}</p>
        {open && <PlaceForm row={row} saved={saved} close={() => setOpen(false)} />}
      </div>
      {change && !open && <Button onClick={() => setOpen(true)} aria-label={`Write down where ${name} stands`}>{row.desk ? "Change" : "Write it down"}</Button>}
    </li>
  );
}

/** Where each desk stands, for 911. */
export function DesksPage() {
  const me = useMe();
  const asked = useAsked(() => api.deskPlaces(), "desk-places");
  return (
    <>
      <Title title="911" about="Where each desk stands" />
      <Shown asked={asked} say="Asking for the desks" what="The desks are not known now">
        {({ desks }) => (
          <section className="panel pad stack" aria-label="Desks">
            <p className="sm t2">Register the same address with the carrier under the same number. Then go to the desk, press its key for 911, and test with 933: it reads the address back.</p>
            {desks.length === 0 ? <EmptyState icon="headset" title="No desk was opened yet">Each browser in which an operator opens the desk stands here from then on.</EmptyState> : <ul className="stack">{desks.map((row) => <DeskRow key={row.workstation} row={row} zone={me.zone} change={holds(me, "supervisor", "administrator")} saved={asked.put} />)}</ul>}
          </section>
        )}
      </Shown>
    </>
  );
}
