import { useEffect, useState } from "react";
import type { MessageDetail } from "../../contract/index.ts";
import { api, type Answer } from "../api/index.ts";
import { Button, Icon, ProblemNote, Timeline, UrgencyTag, Waiting, dialled, moment } from "../ui/index.ts";

function Lines({ message }: { readonly message: MessageDetail }) {
  return (
    <dl className="lines">
      {message.lines.map(({ label, value, spelled }) => <div key={label}><dt>{label}</dt><dd>{value}{spelled && <span className="spell">{spelled}</span>}</dd></div>)}
      {message.callback.number && <div><dt>Call back</dt><dd><span className="num">{dialled(message.callback.number)}</span>{message.callback.differsFromCallerId && <span className="sm t2"> not the number the call came from</span>}</dd></div>}
    </dl>
  );
}

/** One message in the right column, opened and audited. */
export function MessagePanel({ message, close }: { readonly message: string; readonly close: () => void }) {
  const [answer, setAnswer] = useState<Answer<MessageDetail>>();
  useEffect(() => {
    const stop = new AbortController();
    void api.message({ params: { message }, signal: stop.signal }).then((got) => { if (!stop.signal.aborted) setAnswer(got); });
    return () => stop.abort();
  }, [message]);
  return (
    <section className="stack opened" aria-label="Message">
      <div className="row"><h2 className="head">Message</h2><Button className="right" tone="bare" icon="x" onClick={close}>Close</Button></div>
      {!answer && <Waiting say="Opening the message" />}
      {answer && !answer.ok && <ProblemNote what="The message did not open" trouble={answer.trouble} safe="It goes on being worked." />}
      {answer?.ok && (
        <>
          <div><b>{answer.value.accountName}</b><div className="sm t2">{moment(answer.value.zone, answer.value.sentAt)}, taken down by {answer.value.takenDownBy}</div></div>
          <div className="row"><UrgencyTag urgency={answer.value.urgency} taken={answer.value.state === "taken"} />{answer.value.takenBy && <span className="tag tag-sage"><Icon name="circle-check" />{answer.value.takenBy}</span>}</div>
          <Lines message={answer.value} />
          <Timeline events={answer.value.timeline} zone={answer.value.zone} />
        </>
      )}
    </section>
  );
}
