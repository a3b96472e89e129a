import "./desk.css";
import { useCallback, useEffect, useRef, useState, type ReactNode } from "react";
import type { CallCard, CallRow, EmergencyNumber } from "../../contract/index.ts";
import { useLook } from "../app/look.ts";
import { Link } from "../app/route.tsx";
import { useMe, useSession } from "../app/session.tsx";
import { api, type Answer, type Trouble } from "../api/index.ts";
import { SoundProofPanel, useSound, useSoundProof, type Sound, type SoundProof } from "../sound/index.ts";
import { Button, Icon, ProblemNote, Waiting, instant, useLamp, useTick } from "../ui/index.ts";
import { Calls } from "./calls.tsx";
import { Correct, CorrectionWaits, type CallAtHand } from "./correct.tsx";
import type { Kept } from "./draft-keeper.ts";
import { Find } from "./find.tsx";
import { HelpAsk, HelpCalls, HelpNow, useDeskSeen } from "./help911.tsx";
import { isHeldVeryLong } from "./hold.tsx";
import { IdleMiddle, Offer } from "./idle.tsx";
import { KeyChooser, useOwnKeys } from "./key-chooser.tsx";
import { KeysProvider, useBound, useKeys } from "./keys.ts";
import { MessagePanel, type CorrectAct } from "./message.tsx";
import { Notes } from "./notes.tsx";
import { Remind, aboutOf, type About } from "./remind.tsx";
import { ringsToDo } from "./ring-task.tsx";
import { Strip, alarmsOf, lampOf, nextState } from "./strip.tsx";
import { Talk, type TalkProps } from "./talk.tsx";
import { useCard, type Card } from "./use-card.ts";
import { useCorrection, type CorrectionActs } from "./use-correction.ts";
import { useDesk, type Desk } from "./use-desk.ts";
import { useDraft } from "./use-draft.ts";
import { useHearing } from "./use-hearing.ts";
import { HELP_LINE, useSoundLine, type SoundLine } from "./use-sound-line.ts";
import { Alarms, Work } from "./work.tsx";

const talks = (call: CallRow | undefined): boolean => call?.state === "talking" || call?.state === "held" || call?.state === "joined";

/** What is heard: a ring that waits for this hand, or an alarm; during a call, or for one's own caller who has been on hold too long, only a faint pulse, and so for somebody to ring. */
export function wantedSound({ snapshot, mine, offered }: Pick<Desk, "snapshot" | "mine" | "offered">, now: number): Sound | null {
  const alarms = snapshot ? alarmsOf(snapshot).filter((row) => !row.quietUntil || instant(row.quietUntil) <= now) : [];
  if (alarms.length > 0) return talks(mine) ? "pulse" : "alarm";
  if (isHeldVeryLong(mine)) return "pulse";
  if (offered && !talks(mine)) return "ring";
  return snapshot && ringsToDo(snapshot).length > 0 ? "pulse" : null;
}

/** Which call's message went out, as which. Known here until the call is over: its card is not asked for again meanwhile. */
interface SentAs { readonly call: string; readonly message: string }

/** One call and its draft; made anew for each call. */
function Call({ tell, sent, ...props }: Omit<TalkProps, "drafting"> & { readonly tell: (kept: Kept | undefined) => void; readonly sent: (as: SentAs) => void }) {
  const drafting = useDraft(props.card);
  const { kept, sending } = drafting;
  const [call, message] = [props.card.id, sending.state === "sent" ? sending.sent.message : undefined];
  useEffect(() => { if (message !== undefined) sent({ call, message }); }, [call, message, sent]);
  const end = useRef(props.acts.end);
  useEffect(() => { end.current = props.acts.end; });
  useEffect(() => { tell(kept); }, [kept, tell]);
  useEffect(() => () => tell(undefined), [tell]);
  // The caller is gone and the message is out: nothing is left of this call.
  const over = (sending.state === "sent" || props.card.message !== null) && props.row.state === "wrap-up";
  useEffect(() => { if (over) end.current("message-sent"); }, [over]);
  return <Talk {...props} drafting={drafting} />;
}

/** Acts on the call that is shown, and what the last one came to. */
function useCallActs(call: CallRow | undefined, leave: () => void) {
  const [trouble, setTrouble] = useState<Trouble>();
  const run = useCallback(async (what: Promise<Answer<unknown>>) => {
    const answer = await what;
    setTrouble(answer.ok ? undefined : answer.trouble);
    return answer.ok;
  }, []);
  useEffect(() => setTrouble(undefined), [call?.id, call?.state]);
  const params = { call: call?.id ?? "" };
  const end: TalkProps["acts"]["end"] = (reason) => void (async () => {
    if (talks(call) && !(await run(api.end({ params, body: {} })))) return;
    leave();
    if (reason) await run(api.finish({ params, body: { reason } }));
  })();
  const second = {
    dial: (entry: string) => void run(api.dial({ params, body: { entry } })), join: () => void run(api.join({ params, body: {} })),
    leave: () => void run(api.leave({ params, body: {} })), voicemail: () => void run(api.voicemailReached({ params, body: {} })),
    stepIn: () => void run(api.stepIn({ params, body: {} })), stepOut: () => void run(api.stepOut({ params, body: {} })), letGo: (leg: number) => void run(api.letGo({ params, body: { leg } })),
  };
  return { trouble, run, acts: { ...second, hold: () => run(api.hold({ params, body: {} })), park: () => void run(api.park({ params, body: {} })).then((parked) => { if (parked) leave(); }), resume: () => void run(api.resume({ params, body: {} })), end } };
}

/** Leaving the desk ends its sound: while a call is here or rings here, nobody leaves by a slip of the hand. */
function ToMySignIn({ engaged }: { readonly engaged: boolean }) {
  if (engaged) return <Button tone="bare" icon="key" inert>My sign-in, after the call</Button>;
  return <Link className="btn btn-bare" to="/my-sign-in"><Icon name="key" />My sign-in</Link>;
}

function WindowActs({ test, keys, engaged }: { readonly test: (sound: Sound) => void; readonly keys: () => void; readonly engaged: boolean }) {
  const [look, other] = useLook();
  const { signOut } = useSession();
  return (
    <div className="windowacts">
      <Button tone="bare" icon="moon" onClick={other}>{look === "dark" ? "Light" : "Dark"}</Button>
      <Button tone="bare" icon="volume" onClick={() => test("ring")}>Test ring</Button>
      <Button tone="bare" icon="bell" onClick={() => test("alarm")}>Test alarm</Button>
      <Button tone="bare" icon="keyboard" onClick={keys}>Keys</Button>
      <ToMySignIn engaged={engaged} />
      <Button tone="bare" icon="lock" onClick={signOut}>Sign out</Button>
    </div>
  );
}

const columns = [".col-l", ".mid", ".col-r"] as const;
function moveColumn(step: 1 | -1): void {
  const here = columns.findIndex((column) => document.activeElement?.closest(column));
  const at = Math.min(2, Math.max(0, (here < 0 ? 1 : here) + step));
  const column = document.querySelector<HTMLElement>(columns[at] ?? ".mid");
  (column?.querySelector<HTMLElement>("button, input, textarea, select, a") ?? column)?.focus();
}

/** The sound of the call that is ours: joined after a reload, left when the call is over elsewhere or left to others. */
function useJoining({ snapshot, mine }: Desk, sound: SoundLine, joined: { current: string | undefined }) {
  const { join: start, leave: stop, microphone } = sound;
  const join = useCallback((call: string) => { joined.current = call; start(call); }, [joined, start]);
  const leave = useCallback(() => { joined.current = undefined; stop(); }, [joined, stop]);
  const talking = mine?.state === "talking" || mine?.others ? mine.id : undefined;
  // Also when the headset was unplugged: another microphone may be there.
  const lost = microphone.state === "lost";
  useEffect(() => { if (talking && (lost || joined.current !== talking)) join(talking); }, [talking, lost, join, joined]);
  useEffect(() => {
    const lives = snapshot?.calls.some((call) => call.id === joined.current && (call.mine || call.state === "parked") && call.state !== "wrap-up");
    if (lives === false && joined.current && joined.current !== HELP_LINE) leave();
  }, [snapshot, leave, joined]);
  return { join, leave };
}

interface MiddleProps { readonly desk: Desk; readonly card: Card; readonly note: ReactNode; readonly call: ReactNode; readonly correction: ReactNode; readonly idle: ReactNode }

/** The live call owns the middle until its message is sent; then a correction, else what rings; else the wait for either. */
function Middle({ desk, card, note, call, correction, idle }: MiddleProps) {
  if (correction) return <>{correction}</>;
  if (call) return <>{call}</>;
  if (desk.snapshot && !desk.mine) return <main className="mid mid-idle" tabIndex={-1} aria-label="Call">{idle}{note}</main>;
  const trouble = desk.trouble ?? card.trouble;
  return <main className="mid mid-idle">{trouble ? <ProblemNote what={desk.mine ? "The call card is not here yet" : "The desk is not here yet"} trouble={trouble} safe="Calls are kept by the server, not by this window." next="It is being asked again." /> : <Waiting say={desk.mine ? "Fetching the call card" : "Fetching the desk"} />}{note}</main>;
}

function ofMine(desk: Desk, card: CallCard | undefined, sent: SentAs | undefined) {
  if (!desk.mine || card?.id !== desk.mine.id) return undefined;
  return { row: desk.mine, card: { ...card, message: card.message ?? (sent?.call === card.id ? sent.message : null) } };
}

/** What is open in the right column, and the correction that may grow out of it. While the call's message is not sent, a correction waits. */
function useOpened(isTyping: boolean) {
  const [opened, setOpened] = useState<string>();
  const [times, setTimes] = useState(0);
  const correction = useCorrection((message) => { setOpened(message); setTimes((old) => old + 1); });
  const { now, begin } = correction;
  const correct: CorrectAct = { begin, on: now !== undefined && now.of.message === opened, not: isTyping ? "Correct, after this call’s message" : now ? "Another correction is open" : undefined };
  return { opened, setOpened, times, correct, correction, shown: now !== undefined && !isTyping };
}
type OpenedMessage = ReturnType<typeof useOpened>;

/** The correction, with the caller who is still on the line, and what rings meanwhile. */
function correctionOf(acts: CorrectionActs, { live, acts: call, rings, card, operator }: { readonly live: ReturnType<typeof ofMine>; readonly acts: TalkProps["acts"]; readonly rings: CallRow | undefined; readonly card: CallCard | undefined; readonly operator: { readonly answer: () => void; readonly pass: () => void } }) {
  const atHand: CallAtHand | undefined = live && talks(live.row) ? { row: live.row, hold: live.row.state === "held" || live.row.state === "joined" ? call.resume : () => void call.hold(), end: () => call.end() } : undefined;
  return <Correct acts={acts} call={atHand} above={rings && <Offer call={rings} card={card} acts={operator} />} />;
}

/** What the operator does between calls: answer, pass, ready or not. Going ready asks for the microphone first, and once in a sign-in whether the alarm is heard. */
function useOperator({ snapshot, mine, offered }: Desk, { sound, proof, join, run }: { readonly sound: SoundLine; readonly proof: SoundProof; readonly join: (call: string) => void; readonly run: (what: Promise<Answer<unknown>>) => Promise<boolean> }) {
  const rings = mine ? undefined : offered;
  const hears = async () => sound.microphone.state === "open" || sound.open();
  const toState = async (to: "ready" | "break" | "finishing") => { if (to !== "ready" || ((await hears()) && (await proof.ask()))) await run(api.ready({ body: { state: to } })); };
  const acts = {
    answer: () => void (async () => { if (rings && (await hears())) join(rings.id); })(),
    pass: () => { if (rings) void run(api.passOffer({ params: { call: rings.id }, body: {} })); },
    ready: () => { if (snapshot) void toState(nextState(snapshot.me.state).to); },
  };
  // The one who was parked first has waited longest.
  const parked = mine && mine.state !== "wrap-up" ? undefined : snapshot?.calls.find(({ state }) => state === "parked");
  const take = (call: string) => void (async () => { if (await hears()) join(call); })();
  const { answer } = useBound();
  const says = rings ? `${rings.accountName} rings. ${answer} answers.` : "";
  return { rings, says, toState, acts, take, keys: { state: acts.ready, ...(parked && { park: () => take(parked.id) }), ...(rings && { answer: acts.answer, pass: acts.pass }) } };
}

/** 911: asked in place, then the call to it; of a caller on the line it is a leg of their call. */
function useHelp({ snapshot, mine }: Desk, { sound, joined, leave, run }: { readonly sound: SoundLine; readonly joined: { current: string | undefined }; readonly leave: () => void; readonly run: (what: Promise<Answer<unknown>>) => Promise<boolean> }) {
  const [asks, setAsks] = useState(false);
  const help = snapshot?.help;
  const was = useRef(false);
  const { join, dial } = sound;
  useEffect(() => {
    if (help && joined.current !== HELP_LINE) { joined.current = HELP_LINE; join(HELP_LINE); }
    if (!help && was.current && joined.current === HELP_LINE) leave();
    was.current = help !== undefined;
  }, [help !== undefined, join, joined, leave]);
  const caller = talks(mine) ? mine?.id : undefined;
  const start = (number: EmergencyNumber) => {
    setAsks(false);
    if (caller) void run(api.dialEmergency({ params: { call: caller }, body: {} }));
    else { joined.current = HELP_LINE; dial(number); }
  };
  const end = () => void run(api.endEmergency({ body: {} }));
  const panel = help ? <HelpNow help={help} end={end} /> : asks && <HelpAsk withCaller={caller !== undefined} call={() => start("911")} test={caller === undefined ? () => start("933") : undefined} close={() => setAsks(false)} />;
  return { panel, keys: help ? { end } : { help: () => setAsks(true) } };
}

function RightColumn({ desk, of }: { readonly desk: Desk; readonly of: OpenedMessage }) {
  const { opened, setOpened, correct, correction, shown } = of;
  const alarms = desk.snapshot ? alarmsOf(desk.snapshot) : [];
  return (
    <aside className="col col-r" aria-label="Working" tabIndex={-1}>
      {desk.snapshot?.emergencies && <HelpCalls rows={desk.snapshot.emergencies} />}
      {correction.now && !shown && <CorrectionWaits of={correction.now.of} />}
      {opened && desk.snapshot && alarms.length > 0 && <Alarms rows={alarms} desk={desk.snapshot} />}
      {opened && <MessagePanel key={`${opened} ${of.times}`} message={opened} close={() => setOpened(undefined)} correct={correct} />}
      {!opened && desk.snapshot && <Work desk={desk.snapshot} open={setOpened} />}
    </aside>
  );
}

function LeftColumn({ desk, about, open, cue, test, saveKeys }: { readonly desk: Desk; readonly about: About | undefined; readonly saveKeys: ReturnType<typeof useOwnKeys>["save"]; readonly open: (message: string) => void; readonly cue: { readonly cueDone: (cue: string) => void; readonly takeOver: (call: string) => void; readonly take: (call: string) => void }; readonly test: (sound: Sound) => void }) {
  const { zone } = useMe();
  const [finding, setFinding] = useState(false);
  const [choosing, setChoosing] = useState(false);
  const [reminding, setReminding] = useState(false);
  useKeys({ ...(about && { remind: () => setReminding(true) }), find: () => { setChoosing(false); setFinding(true); }, columnBefore: () => moveColumn(-1), columnAfter: () => moveColumn(1) });
  return (
    <nav className="col col-l" aria-label="Calls" tabIndex={-1}>
      {desk.snapshot && !finding && !choosing && <Calls desk={desk.snapshot} mine={desk.mine} zone={zone} acts={{ open, ...cue }} />}
      {choosing && <KeyChooser save={saveKeys} close={() => setChoosing(false)} />}
      <Remind about={about} on={reminding} turn={setReminding} />
      <Find on={finding} open={open} turn={setFinding} />
      <WindowActs test={test} keys={() => setChoosing(true)} engaged={Boolean(desk.mine ?? desk.offered)} />
    </nav>
  );
}

export default function DeskRoom() {
  const { keys, save } = useOwnKeys();
  return <KeysProvider value={keys}><DeskWith saveKeys={save} /></KeysProvider>;
}

function DeskWith({ saveKeys }: { readonly saveKeys: ReturnType<typeof useOwnKeys>["save"] }) {
  const { zone } = useMe();
  const sound = useSoundLine();
  const joined = useRef<string | undefined>(undefined);
  const desk = useDesk(sound.join);
  const { join, leave } = useJoining(desk, sound, joined);
  const deaf = useHearing(desk, sound);
  const { snapshot, mine, offered } = desk;
  const shown = mine ?? offered;
  const card = useCard(shown?.id, shown?.state);
  const [kept, setKept] = useState<Kept>();
  const [sent, setSent] = useState<SentAs>();
  const live = ofMine(desk, card.card, sent);
  const opened = useOpened(mine !== undefined && (live === undefined || live.card.message === null));
  const { trouble, run, acts } = useCallActs(shown, leave);
  const { now } = useTick();
  const { blocked, test, count } = useSound(wantedSound(desk, now));
  const proof = useSoundProof(count);
  const operator = useOperator(desk, { sound, proof, join, run });
  const proved = useCallback(() => void run(api.ready({ body: { state: "ready" } })), [run]);
  const lamp = lampOf(snapshot, now);
  useLamp(lamp);
  useKeys(operator.keys);

  const help = useHelp(desk, { sound, joined, leave, run });
  useKeys(help.keys);
  useDeskSeen();
  const note = <>{help.panel}<Notes live={desk.live} zone={zone} trouble={snapshot?.trouble} line={sound.line} act={trouble} joinAgain={() => (snapshot?.help ? sound.join(HELP_LINE) : mine && join(mine.id))} blocked={blocked} /></>;
  return (
    <div className="desk">
      <Strip desk={snapshot} kept={kept} toState={(to) => void operator.toState(to)} lamp={lamp} />
      <LeftColumn desk={desk} about={aboutOf(snapshot, opened.opened, live?.card)} open={opened.setOpened} cue={{ cueDone: (cue) => void run(api.cueDone({ params: { cue }, body: {} })), takeOver: (call) => void run(api.takeOver({ params: { call }, body: {} })), take: operator.take }} test={test} saveKeys={saveKeys} />
      <Middle desk={desk} card={card} note={note}
        call={live && <Call key={live.card.id} card={live.card} row={live.row} note={note} acts={acts} tell={setKept} sent={setSent} />}
        correction={opened.shown && correctionOf(opened.correction, { live, acts, rings: operator.rings, card: card.card, operator: operator.acts })}
        idle={snapshot && <><SoundProofPanel sound={proof} proved={proved} /><IdleMiddle desk={snapshot} zone={zone} offered={operator.rings} card={card.card} sound={sound} deaf={deaf} acts={operator.acts} /></>} />
      <RightColumn desk={desk} of={opened} />
      <p className="sr" role="status">{operator.says}</p>
    </div>
  );
}
