import { useEffect, useRef, useState, type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes } from "react";
import type { Asked, Sending } from "../api/asked.ts";
import { Button, Field, Icon, ProblemNote, Waiting } from "../ui/index.ts";

/** Waits, says what went wrong with a way to ask again, or shows. What was there stays while it is asked again. */
export function Shown<R>({ asked, say, what, children }: { readonly asked: Asked<R>; readonly say: string; readonly what: string; readonly children: (value: R) => ReactNode }) {
  if (asked.value !== undefined) return <>{children(asked.value)}</>;
  if (asked.trouble) return <ProblemNote what={what} trouble={asked.trouble} safe="Nothing was changed by asking." acts={<Button icon="refresh" onClick={asked.again}>Ask again</Button>} />;
  return <Waiting say={say} />;
}

/** What an act came to, unless a field says it already. */
export function Outcome({ sending, what, done, at = [] }: { readonly sending: Sending; readonly what: string; readonly done?: string | undefined; readonly at?: readonly string[] }) {
  const place = useRef<HTMLSpanElement>(null);
  // The hand goes to what is wrong, within the same form.
  useEffect(() => { if (sending.trouble) place.current?.closest("form, section, main")?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(); }, [sending.trouble]);
  return <><span ref={place} hidden /><OutcomeWords sending={sending} what={what} done={done} at={at} /></>;
}

function OutcomeWords({ sending, what, done, at }: { readonly sending: Sending; readonly what: string; readonly done: string | undefined; readonly at: readonly string[] }) {
  if (sending.trouble && !at.includes(sending.trouble.field ?? "")) return <ProblemNote what={what} trouble={sending.trouble} safe="What you typed is still here." />;
  return <p className="sm row said" role="status">{sending.done && done && <><Icon name="check" tone="sage" />{done}</>}</p>;
}

interface Named { readonly id: string; readonly label: string; readonly hint?: ReactNode; readonly wrong?: string | undefined }
const described = ({ id, hint, wrong }: Named) => [wrong && `${id}-wrong`, hint && `${id}-hint`].filter(Boolean).join(" ") || undefined;

/** A field with one input. Nothing here is about a patient; still no browser keeps it. */
export function Input({ label, hint, wrong, onText, ...rest }: Named & { readonly onText: (text: string) => void } & Omit<InputHTMLAttributes<HTMLInputElement>, "onChange" | "id">) {
  const named = { id: rest.id, label, hint, wrong };
  return <Field {...named}><input autoComplete="off" {...rest} className={`input ${rest.className ?? ""}`} aria-invalid={wrong ? true : undefined} aria-describedby={described(named)} onChange={(event) => onText(event.currentTarget.value)} /></Field>;
}

export function Area({ label, hint, wrong, value, rows = 2, onText, ...rest }: Named & { readonly value: string; readonly rows?: number; readonly maxLength?: number; readonly onText: (text: string) => void }) {
  const named = { id: rest.id, label, hint, wrong };
  return <Field {...named}><textarea {...rest} autoComplete="off" className="input" rows={rows} value={value} aria-invalid={wrong ? true : undefined} aria-describedby={described(named)} onChange={(event) => onText(event.currentTarget.value)} /></Field>;
}

export type Choice<T extends string> = readonly [value: T, say: string];
export function Select<T extends string>({ label, hint, wrong, choices, value, onPick, ...rest }: Named & { readonly choices: readonly Choice<T>[]; readonly value: T; readonly onPick: (value: T) => void } & Omit<SelectHTMLAttributes<HTMLSelectElement>, "onChange" | "id" | "value">) {
  const named = { id: rest.id, label, hint, wrong };
  return (
    <Field {...named}>
      <select {...rest} className="input" value={value} aria-invalid={wrong ? true : undefined} aria-describedby={described(named)} onChange={(event) => onPick(event.currentTarget.value as T)}>
        {choices.map(([one, say]) => <option key={one} value={one}>{say}</option>)}
      </select>
    </Field>
  );
}

/** A grave act: a plain button that says what it ends, and asks in place. */
export function AskInPlace({ act, label, icon, tone, says, confirm, busy, onYes, children }: { readonly act: string; readonly label?: string; readonly icon?: string; readonly tone?: "bare"; readonly says: string; readonly confirm: string; readonly busy: boolean; readonly onYes: () => void; readonly children?: ReactNode }) {
  const [asking, setAsking] = useState(false);
  const group = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const [left, setLeft] = useState(false);
  // The hand goes into the question, and back to the button when it is left.
  useEffect(() => { if (asking) group.current?.querySelector<HTMLElement>("input, select, textarea, button")?.focus(); else if (left) opener.current?.focus(); }, [asking, left]);
  const leave = () => { setAsking(false); setLeft(true); };
  if (!asking) return <Button ref={opener} tone={tone} {...(icon && { icon })} aria-label={label} onClick={() => setAsking(true)}>{act}</Button>;
  return (
    <div className="asking stack" role="group" aria-label={label ?? act} ref={group} onKeyDown={(event) => { if (event.key === "Escape") leave(); }}>
      <p>{says}</p>{children}
      <div className="row"><Button tone="strong" inert={busy} onClick={onYes}>{confirm}</Button><Button tone="bare" onClick={leave}>Leave it</Button></div>
    </div>
  );
}

export const zones: readonly string[] = Intl.supportedValuesOf("timeZone");
/** The zones a North American practice is in come first. */
const near = ["America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu", "America/Puerto_Rico"] as const;
export const zoneWord = (zone: string): string => zone.split("/").at(-1)?.replaceAll("_", " ") ?? zone;
export function ZoneSelect({ id, value, wrong, onPick, label = "Time zone" }: { readonly id: string; readonly value: string; readonly wrong?: string | undefined; readonly onPick: (zone: string) => void; readonly label?: string }) {
  const all = [...new Set<string>([...near, ...zones, value])];
  return <Select id={id} label={label} wrong={wrong} value={value} choices={all.map((zone) => [zone, `${zoneWord(zone)} (${zone})`] as const)} onPick={onPick} />;
}
