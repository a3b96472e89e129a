import { useId, useState, type Ref } from "react";
import { useTick } from "../ui/index.ts";

const DIGITS = 6;
const PERIOD_S = 30;

/** One native input over six drawn boxes: the browser can fill it, a screen reader reads one field. */
export function CodeField({ value, onChange, ref }: { readonly value: string; readonly onChange: (code: string) => void; readonly ref?: Ref<HTMLInputElement> }) {
  const id = useId();
  const [held, setHeld] = useState(false);
  const { now } = useTick();
  const left = PERIOD_S - (Math.floor(now / 1000) % PERIOD_S);
  return (
    <div className="field codefield">
      <label htmlFor={id}>One-time code, 6 digits</label>
      <div className="code">
        {Array.from({ length: DIGITS }, (_, at) => <span key={at} aria-hidden="true" className={held && at === Math.min(value.length, DIGITS - 1) ? "is-focus" : undefined}>{value[at] ?? ""}</span>)}
        <b aria-hidden="true">·</b>
        <input id={id} ref={ref} inputMode="numeric" autoComplete="one-time-code" pattern="\d{6}" maxLength={DIGITS} value={value} onFocus={() => setHeld(true)} onBlur={() => setHeld(false)} onChange={(event) => onChange(event.currentTarget.value.replace(/\D/g, "").slice(0, DIGITS))} />
      </div>
      <span className="sm t2">The code changes in {left} s</span>
      <div className="bar" aria-hidden="true"><i style={{ width: `${((PERIOD_S - left) / PERIOD_S) * 100}%` }} /></div>
    </div>
  );
}
