import { clock, instant, lasted, left, spoken } from "./say-time.ts";
import { useTick } from "./tick.ts";

interface CountdownProps {
  /** What happens: "Then Dr Brandt". */
  readonly say: string;
  readonly at: string;
  readonly zone: string;
  /** When the wait began; draws the bar of what has passed. */
  readonly from?: string;
  readonly tone?: "red" | "lamp" | undefined;
}

/** Announced at one minute and at zero, not each second. */
const announced = (seconds: number): string => (seconds <= 0 ? "due now" : seconds <= 60 ? "within one minute" : "");

export function Countdown({ say, at, zone, from, tone }: CountdownProps) {
  const { now, outOfTouch } = useTick();
  const seconds = (instant(at) - now) / 1000;
  const passed = from ? Math.min(100, Math.max(0, ((now - instant(from)) / Math.max(1, instant(at) - instant(from))) * 100)) : undefined;
  const due = `${say}, at ${clock(zone, at, { seconds: true })}`;
  if (outOfTouch) return <div className="then">{due} <span className="left-off">out of touch</span></div>;
  return (
    <>
      <div className="then">{due} <span className="left">{seconds <= 0 ? "due" : left(seconds)}</span></div>
      <span className="sr" role="status">{announced(seconds) && `${say}: ${announced(seconds)}`}</span>
      {passed !== undefined && <div className={tone ? `bar bar-${tone}` : "bar"} aria-hidden="true"><i style={{ width: `${passed}%` }} /></div>}
    </>
  );
}

/** How long something has lasted, ticking. */
export function Lasting({ since, className = "for", what }: { readonly since: string; readonly className?: string; readonly what: string }) {
  const { now } = useTick();
  const seconds = (now - instant(since)) / 1000;
  return <span className={className} role="timer" aria-label={`${what} ${spoken(seconds)}`}>{lasted(seconds)}</span>;
}
