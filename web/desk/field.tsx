import type { KeyboardEvent } from "react";
import type { ScriptItem } from "../../contract/index.ts";
import { Button, privateInput, serverToday } from "../ui/index.ts";
import { ageYears, readBirthDate, sayAge, sayBirthDate } from "./birth-date.ts";

export interface FieldProps {
  readonly item: ScriptItem;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onLeave: () => void;
  readonly move: (step: 1 | -1) => boolean;
}

export const fieldId = (item: string) => `item-${item}`;

const isPlain = (event: KeyboardEvent) => !event.nativeEvent.isComposing && !event.ctrlKey && !event.altKey && !event.metaKey;

/** Enter and Tab go on, Shift Tab goes back; a text of several lines takes Shift Enter. At either end Tab is the browser's again. */
function onKeyDown(event: KeyboardEvent, move: FieldProps["move"]): void {
  if (!isPlain(event)) return;
  if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); move(1); }
  if (event.key === "Tab" && move(event.shiftKey ? -1 : 1)) event.preventDefault();
}

function Choices({ item, value, onChange, move }: FieldProps) {
  const choices = item.kind === "yes-no" ? ["Yes", "No"] : (item.choices ?? []);
  return (
    <div className="seg" role="radiogroup" aria-label={item.label} onKeyDown={(event) => onKeyDown(event, move)}>
      {choices.map((choice, at) => (
        <label key={choice}>
          <input id={value === choice || (at === 0 && !choices.includes(value)) ? fieldId(item.id) : undefined} type="radio" name={`choice-${item.id}`} checked={value === choice} onChange={() => onChange(choice)} />{choice}
        </label>
      ))}
    </div>
  );
}

function reading(item: ScriptItem, value: string): string | undefined {
  if (item.kind !== "date-of-birth" || value.trim() === "") return undefined;
  const iso = readBirthDate(value, serverToday());
  return iso ? `${sayBirthDate(iso)}, ${sayAge(ageYears(iso, serverToday()))}` : "Month, day, year: 9/3/2024 or Sep 3 2024";
}

function TextBox({ item, value, onChange, onLeave, move }: FieldProps) {
  const isPhone = item.kind === "phone";
  const shared = { id: fieldId(item.id), className: isPhone ? "input num" : "input", value, "aria-label": item.label, "aria-describedby": "say", "aria-required": item.required, onBlur: onLeave, onKeyDown: (event: KeyboardEvent) => onKeyDown(event, move), ...privateInput };
  if (item.kind === "long-text") return <textarea {...shared} rows={2} maxLength={2000} onChange={(event) => onChange(event.currentTarget.value)} />;
  return <input {...shared} type="text" inputMode={isPhone ? "tel" : "text"} maxLength={isPhone ? 32 : 2000} onChange={(event) => onChange(event.currentTarget.value)} />;
}

/** The one box on the screen. */
export function ScriptField(props: FieldProps) {
  const { item, value, onChange, move } = props;
  if (item.kind === "say") return <span className="a"><Button id={fieldId(item.id)} tone="strong" icon="check" onClick={() => { onChange("said"); move(1); }}>Said</Button></span>;
  if (item.kind === "choice" || item.kind === "yes-no") return <span className="a"><Choices {...props} /></span>;
  const read = reading(item, value);
  return <span className="a"><TextBox {...props} />{read && <span className="sm t2" role="status">{read}</span>}</span>;
}
