import { useEffect, useRef, useState } from "react";
import type { MessageDetail } from "../../contract/index.ts";
import { api, type Answer } from "../api/index.ts";
import { Button, Corrected, Icon, ProblemNote, Timeline, UrgencyTag, Waiting, dialled, moment } from "../ui/index.ts";
import { isIsoDate, sayBirthDate } from "./birth-date.ts";

const digits = (text: string): string => text.replace(/\D/g, "").slice(-10);

/** `blind`: the number is being read back a second time, so it stands nowhere. */
function Lines({ message, blind }: { readonly message: MessageDetail; readonly blind: boolean }) {
  const { number } = message.callback;
  const isNumber = (value: string) => number !== null && digits(value) === digits(number);
  return (
    <dl className="lines">
      {message.lines.map(({ label, value, spelled }) => <div key={label}><dt>{label}</dt><dd>{blind && isNumber(value) ? <Veiled /> : isIsoDate(value) ? sayBirthDate(value) : value}{spelled && <span className="spell">{spelled}</span>}</dd></div>)}
      {message.callback.number && <div><dt>Call back</dt><dd>{blind ? <Veiled /> : <span className="num">{dialled(message.callback.number)}</span>}{message.callback.differsFromCallerId && <span className="sm t2"> not the number the call came from</span>}</dd></div>}
    </dl>
  );
}

const Veiled = () => <span className="t2">hidden until the correction is sent</span>;

export interface CorrectAct {
  readonly begin: (message: MessageDetail) => void;
  /** This message is being corrected now, in the middle. */
  readonly on: boolean;
  /** Why not now, in words of the button; undefined: it may begin. */
  readonly not: string | undefined;
}

/** A voicemail is heard, not corrected. */
function CorrectButton({ message, correct }: { readonly message: MessageDetail; readonly correct: CorrectAct }) {
  if (message.recording !== null || correct.on) return null;
  return <Button icon="pencil" inert={correct.not !== undefined} onClick={() => correct.begin(message)}>{correct.not ?? "Correct"}</Button>;
}

/** One message in the right column, opened and audited. */
export function MessagePanel({ message, close, correct }: { readonly message: string; readonly close: () => void; readonly correct: CorrectAct }) {
  const [answer, setAnswer] = useState<Answer<MessageDetail>>();
  useEffect(() => {
    const stop = new AbortController();
    void api.message({ params: { message }, signal: stop.signal }).then((got) => { if (!stop.signal.aborted) setAnswer(got); });
    return () => stop.abort();
  }, [message]);
  // Whoever opens a message reads it next, by eye and by keyboard; closing it leads back to where they were.
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    const from = document.activeElement;
    place.current?.focus();
    return () => { if (from instanceof HTMLElement && from.isConnected) from.focus(); };
  }, []);
  return (
    <section className="stack opened" aria-label="Message" tabIndex={-1} ref={place}>
      <div className="row"><h2 className="head">{correct.on ? "As it was sent" : "Message"}</h2><Button className="right" tone="bare" icon="x" onClick={close}>Close</Button></div>
      {!answer && <Waiting say="Opening the message" />}
      {answer && !answer.ok && <ProblemNote what="The message did not open" trouble={answer.trouble} safe="It goes on being worked." />}
      {answer?.ok && (
        <>
          <div><b>{answer.value.accountName}</b><div className="sm t2">{moment(answer.value.zone, answer.value.sentAt)}, taken down by {answer.value.takenDownBy}</div></div>
          <div className="row"><UrgencyTag urgency={answer.value.urgency} taken={answer.value.state === "taken"} />{answer.value.takenBy && <span className="tag tag-sage"><Icon name="circle-check" />{answer.value.takenBy}</span>}</div>
          <CorrectButton message={answer.value} correct={correct} />
          <Corrected corrected={answer.value.corrected} zone={answer.value.zone} say={(value) => (isIsoDate(value) ? sayBirthDate(value) : value)} />
          <Lines message={answer.value} blind={correct.on} />
          <Timeline events={answer.value.timeline} zone={answer.value.zone} />
        </>
      )}
    </section>
  );
}
