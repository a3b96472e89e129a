import { Button } from "../../ui/index.ts";
import type { Cover } from "./shifts.tsx";

const PEOPLE_MAX = 60;

interface Props { readonly label: string; readonly ids: readonly string[]; readonly people: readonly Cover[]; readonly change: (ids: string[]) => void }

/** Whose turn follows whose, moved by buttons, not by dragging. */
export function InTurn({ label, ids, people, change }: Props) {
  const swap = (at: number) => change(ids.map((id, index) => (index === at - 1 ? ids[at]! : index === at ? ids[at - 1]! : id)));
  return (
    <fieldset className="plainset">
      <legend className="label">{label}</legend>
      <ol className="stack">
        {ids.map((id, at) => (
          <li className="row" key={at}>
            <span className="tn t2">{at + 1}.</span>
            <select className="input short grow" aria-label={`${label}, number ${at + 1}`} value={id} onChange={(event) => change(ids.map((one, index) => (index === at ? event.currentTarget.value : one)))}>
              {!people.some((one) => one.id === id) && <option value={id}>Covers no more</option>}
              {people.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
            </select>
            <Button tone="bare" aria-label={`Number ${at + 1} earlier`} inert={at === 0} onClick={() => swap(at)}>Earlier</Button>
            <Button tone="bare" icon="x" aria-label={`Remove number ${at + 1}`} inert={ids.length === 1} onClick={() => change(ids.filter((_, index) => index !== at))} />
          </li>
        ))}
      </ol>
      <div><Button icon="plus" inert={people.length === 0 || ids.length >= PEOPLE_MAX} onClick={() => change([...ids, (people.find((one) => !ids.includes(one.id)) ?? people[0]!).id])}>Add a person</Button></div>
    </fieldset>
  );
}
