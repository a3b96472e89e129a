import type { Inbox } from "../../contract/index.ts";
import { Icon, clock, instant, useTick, weekday } from "../ui/index.ts";

type Duty = Inbox["duty"][number];
const DAY_MS = 86_400_000;

/** "07:00 EST"; with the weekday once it is more than a day away. */
const untilWord = (duty: Duty, now: number): string => {
  const time = clock(duty.zone, duty.until, { zone: true });
  return instant(duty.until) - now > DAY_MS ? `${weekday(duty.zone, duty.until)} ${time}` : time;
};

/** Where this person is on duty and until when, in each practice's own zone. */
export function DutyLine({ duty }: { readonly duty: readonly Duty[] }) {
  const { now } = useTick();
  if (duty.length === 0) return <div className="row sm duty"><Icon name="moon" tone="dim" /><span>You are not on duty now.</span></div>;
  return (
    <ul className="stack duty" aria-label="On duty">
      {duty.map((one) => (
        <li className="row" key={`${one.account}${one.rank}`}>
          <Icon name="moon" size={20} tone="dim" />
          <div className="grow"><b>{one.rank === "first" ? "On duty" : "Backup"} until {untilWord(one, now)}</b><div className="sm t2">{one.accountName}</div></div>
        </li>
      ))}
    </ul>
  );
}
