import { Fragment, type Ref } from "react";
import type { Draft, RaisedFlag, Script, ScriptItem } from "../../contract/index.ts";
import { Check, Icon, Kbd, dialled, serverToday } from "../ui/index.ts";
import { ageYears, isIsoDate, sayAge, sayBirthDate } from "./birth-date.ts";
import { ScriptField } from "./field.tsx";
import { useBound } from "./keys.ts";
import { spelled, type Standing } from "./left-to-do.ts";
import { Marked } from "./marked.tsx";
import { hidden, isDialable, numberFault, sameNumber } from "./numbers.ts";

interface ScriptProps {
  readonly script: Script;
  readonly draft: Draft;
  readonly standing: Standing;
  /** The question under the hand; null when the hand is elsewhere. */
  readonly now: string | null;
  readonly sent: boolean;
  readonly does: { readonly open: (item: string) => void; readonly change: (item: ScriptItem, value: string) => void; readonly leave: (item: ScriptItem) => void; readonly move: (step: 1 | -1) => boolean; readonly said: (flag: string, on: boolean) => void };
}

function NumberAnswer({ value, draft, twice }: { readonly value: string; readonly draft: Draft; readonly twice: boolean }) {
  if (!twice || sameNumber(value, draft.readBack.numberAgain)) return <span className="num">{dialled(value)}</span>;
  return <span className="t2"><span className="num" aria-hidden="true">{hidden(value)}</span> &nbsp;hidden until it is read back</span>;
}

function Answered({ item, value, ...props }: { readonly item: ScriptItem; readonly value: string } & ScriptProps) {
  if (item.kind === "phone") return <NumberAnswer value={value} draft={props.draft} twice={props.standing.twice && item.id === props.standing.callback?.id} />;
  if (item.kind === "date-of-birth") return <>{sayBirthDate(value)} <span className="t2">({sayAge(ageYears(value, serverToday()))})</span></>;
  if (item.kind === "say") return <span className="t2">Said</span>;
  return <><Marked text={value} flags={props.script.redFlags} />{item.kind === "name" && <span className="spell">{spelled(value)}</span>}</>;
}

const fault = (item: ScriptItem, value: string): string | undefined => {
  if (value.trim() === "") return undefined;
  if (item.kind === "phone") return isDialable(value) ? undefined : numberFault(value);
  return item.kind === "date-of-birth" && !isIsoDate(value) ? "This is no date of birth: month, day, year." : undefined;
};
const promise = (item: ScriptItem): string => (item.required ? item.ask : "May be left empty");

type Look = "done" | "wrong" | "next";
const looks: Record<Look, readonly [row: string, icon: string, word: string]> = { done: ["q done", "check", ", done: "], wrong: ["q next", "alert-triangle", ", not right yet: "], next: ["q next", "circle", ", not done: "] };

const lookOf = (value: string, wrong: string | undefined): Look => (wrong ? "wrong" : value.trim() === "" ? "next" : "done");

/** A question that is done or comes later: one button that opens it. */
function Row({ item, ...props }: { readonly item: ScriptItem } & ScriptProps) {
  const value = props.draft.answers[item.id]?.value ?? "";
  const wrong = fault(item, value);
  const look = lookOf(value, wrong);
  const [row, icon, word] = looks[look];
  return (
    <button type="button" className={row} id={`row-${item.id}`} onClick={() => props.does.open(item.id)} aria-disabled={props.sent}>
      <Icon name={icon} {...(look === "wrong" && { tone: "lamp" as const })} />
      <span className="l">{item.label}<span className="sr">{word}</span></span>
      <span className="a">{look === "done" ? <Answered item={item} value={value} {...props} /> : (wrong ?? promise(item))}</span>
    </button>
  );
}

function NowRow({ item, ...props }: { readonly item: ScriptItem } & ScriptProps) {
  const { does, draft } = props;
  return (
    <div className="q now">
      <Icon name="arrow-right" />
      <span className="l" aria-hidden="true">{item.label}</span>
      <ScriptField item={item} value={draft.answers[item.id]?.value ?? ""} onChange={(value) => does.change(item, value)} onLeave={() => does.leave(item)} move={does.move} />
      <Kbd>Tab</Kbd>
    </div>
  );
}

const firstUp = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** The sentence to say, right under the answer that holds the word. */
function FlagRow({ raised, said, onSaid, inputRef }: { readonly raised: RaisedFlag; readonly said: boolean; readonly onSaid: (on: boolean) => void; readonly inputRef?: Ref<HTMLInputElement> }) {
  const { flag, word } = raised;
  const keys = useBound();
  return (
    <div className="flag" role="status">
      <Icon name="alert-triangle" />
      <span><b>“{firstUp(word)}” makes this {flag.urgency === "emergency" ? "an emergency" : "urgent"}.</b> Say: “{flag.say}”</span>
      <span className="row" id={`said-${flag.id}`}><Check on={said} onChange={onSaid} {...(inputRef && { ref: inputRef })}><b className="sm">Said</b><span className="sr">: {flag.say}</span></Check>{!said && <Kbd>{keys.said}</Kbd>}</span>
    </div>
  );
}

/** A column of questions, a column of answers; the field under the hand is the only box. */
export function ScriptPanel(props: ScriptProps) {
  const { script, draft, standing, now, does } = props;
  const place = script.items.findIndex((item) => item.id === now) + 1;
  return (
    <section className="script" aria-label={place > 0 ? `Script, question ${place} of ${script.items.length}` : "Script"}>
      {script.items.map((item) => (
        <Fragment key={item.id}>
          {item.id === now && !props.sent ? <NowRow item={item} {...props} /> : <Row item={item} {...props} />}
          {standing.raised.filter((raised) => raised.item === item.id).map((raised) => <FlagRow key={raised.flag.id} raised={raised} said={draft.said.includes(raised.flag.id)} onSaid={(on) => does.said(raised.flag.id, on)} />)}
        </Fragment>
      ))}
    </section>
  );
}
