import type { ReactNode } from "react";
import type { CallCard } from "../../contract/index.ts";
import { Button, Icon, clock } from "../ui/index.ts";
import type { Kept } from "./draft-keeper.ts";
import type { Hold } from "./hold.tsx";
import { useBound } from "./keys.ts";
import type { Place, Todo } from "./left-to-do.ts";
import { EndAsk, pagedFirst, type EndReason } from "./pair.tsx";
import type { Sending } from "./sending.ts";

export interface FootProps {
  readonly card: CallCard;
  /** It waits for the office, and nobody is paged. */
  readonly held: boolean;
  readonly live: boolean;
  readonly hold: Hold;
  readonly todo: readonly Todo[];
  readonly sending: Sending;
  readonly kept: Kept;
  readonly asksEnd: boolean;
  readonly note: ReactNode;
  /** Leads to the field a refusal names. */
  readonly lead: (() => void) | undefined;
  readonly choose: (whose: "mine" | "theirs") => void;
  readonly does: { readonly send: () => void; readonly goTo: (place: Place) => void; readonly hold: () => void; /** Opens the list of whom to call; absent while somebody else is on the call. */ readonly call: (() => void) | undefined; readonly park: (() => void) | undefined; readonly end: () => void; readonly endFor: (reason: EndReason | "keep-typing") => void; readonly keep: () => void };
}

/** A foot has one line or two; the fields themselves show what is empty. */
const LEFT_SHOWN_MAX = 4;

/** What is left, in order; each leads there. */
export function Left({ todo, goTo }: { readonly todo: readonly Todo[]; readonly goTo: (place: Place) => void }) {
  if (todo.length === 0) return <span id="left" className="sm t2">Everything is done.</span>;
  return (
    <span id="left" className="sm t2 left-list">Left to do: {todo.slice(0, LEFT_SHOWN_MAX).map(({ what, place }, at) => (
      <span key={place}>{at > 0 && ", "}<button type="button" className="aslink plainlink" onClick={() => goTo(place)}>{what}</button></span>
    ))}{todo.length > LEFT_SHOWN_MAX && ` and ${todo.length - LEFT_SHOWN_MAX} more`}</span>
  );
}

const safe = (kept: Kept): string => (kept.state === "saved" ? "Everything you typed is saved; it cannot be sent twice." : "What you typed is kept in this window; it cannot be sent twice.");

function Stuck({ sending, kept, lead }: { readonly sending: Sending & { readonly state: "stuck" }; readonly kept: Kept; readonly lead: (() => void) | undefined }) {
  return <p className="sendstate" role="status"><Icon name="alert-triangle" tone="lamp" /><span><b>The message is not sent yet.</b> {sending.trouble.say} {safe(kept)} {sending.unknown ? "Send again." : "Put it right, then send again."} {lead && <button type="button" className="aslink" onClick={lead}>Go to it</button>}</span></p>;
}

function Gone({ sending, card, held }: { readonly sending: Sending & { readonly state: "sent" }; readonly card: CallCard; readonly held: boolean }) {
  const who = held ? null : pagedFirst(card);
  const paged = held ? "It waits for the office; " : who ? `${who.name} is being paged; ` : "";
  const at = sending.sent.sentAt === "" ? "" : ` ${clock(card.account.zone, sending.sent.sentAt, { seconds: true, zone: true })}`;
  return <p className="sendstate" role="status"><Icon name="send" /><span><b>Sent{at}.</b> {paged}it stays on the right until a person takes it.{sending.typedSince && " What you typed after the first try is not in it."}</span></p>;
}

function SendState({ sending, card, held, kept, lead }: Pick<FootProps, "sending" | "card" | "held" | "kept" | "lead">) {
  if (sending.state === "stuck") return <Stuck sending={sending} kept={kept} lead={lead} />;
  return sending.state === "sent" ? <Gone sending={sending} card={card} held={held} /> : null;
}

function SendButton({ sending, todo, does }: Pick<FootProps, "sending" | "todo" | "does">) {
  const keys = useBound();
  if (sending.state === "sent") return null;
  const stuck = sending.state === "stuck";
  const going = sending.state === "going";
  return <Button id="send" tone={stuck ? "lamp" : "strong"} icon="send" keys={keys.send} inert={going || (todo.length > 0 && !stuck)} aria-describedby="left" onClick={does.send}>{going ? "Sending" : stuck ? "Send again" : "Send"}</Button>;
}

function OtherWindow({ choose }: { readonly choose: FootProps["choose"] }) {
  return (
    <div className="net" role="status">
      <Icon name="device-laptop" size={20} />
      <div className="grow"><b>This call was typed on in another window.</b> What is here is kept in this window and not saved yet.</div>
      <Button onClick={() => choose("mine")}>Keep what is here</Button><Button onClick={() => choose("theirs")}>Take the other</Button>
    </div>
  );
}

/** Send is never simply grey: beside it stands what is left to do. */
export function Foot(props: FootProps) {
  const { sending, todo, live, hold, does, asksEnd } = props;
  const isSent = sending.state === "sent";
  const keys = useBound();
  return (
    <footer className="foot">
      {props.note}
      {props.kept.theirs && <OtherWindow choose={props.choose} />}
      <SendState {...props} />
      {asksEnd ? <EndAsk live={live} choose={does.endFor} back={does.keep} /> : (
        <>
          <SendButton {...props} />
          {!isSent && <Left todo={todo} goTo={does.goTo} />}
          <span className="row right">
            {live && does.park && <Button keys={keys.park} onClick={does.park}>Park</Button>}
            {live && does.call && <Button keys={keys.patch} onClick={does.call}>Patch</Button>}
            {live && <Button tone={hold === "long" ? "lamp" : "plain"} keys={keys.hold} onClick={does.hold}>{hold === "none" ? "Hold" : "Back to the caller"}</Button>}
            <Button tone={isSent ? "strong" : "plain"} keys={keys.end} onClick={does.end}>{live ? "End" : "Finish"}</Button>
          </span>
        </>
      )}
    </footer>
  );
}
