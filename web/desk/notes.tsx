import type { ReactNode } from "react";
import type { DeskSnapshot } from "../../contract/index.ts";
import type { Trouble } from "../api/index.ts";
import type { Live } from "../live/index.ts";
import { Button, Icon, clock } from "../ui/index.ts";
import type { LineState } from "./line.ts";

const troubles: Record<NonNullable<DeskSnapshot["trouble"]>, readonly [what: string, next: string]> = {
  watcher: ["Nobody watches this house from outside.", "A watcher on another host was not heard for a minute. Calls and messages go on as ever. Tell your supervisor: if this machine stood still now, nobody would be rung."],
  database: ["The database does not answer.", "Keep typing; it is kept in this window and saved when the database is back. Messages already sent go on. Tell your supervisor if it lasts."],
  disk: ["The server’s disk is full.", "Keep typing; it is kept in this window and saved when there is room. Do not close this window. Tell your supervisor now."],
  media: ["The sound of calls has stopped.", "Keep typing; the calls stay up and the sound is being joined again."],
  sip: ["The telephone line is down.", "No new call can come in. Calls you are on may end. Tell your supervisor."],
};

const Net = ({ icon, children, act }: { readonly icon: string; readonly children: ReactNode; readonly act?: ReactNode }) => <div className="net" role="status"><Icon name={icon} size={20} /><div className="grow">{children}</div>{act}</div>;

interface NotesProps { readonly live: Live; readonly zone: string; readonly trouble: DeskSnapshot["trouble"] | undefined; readonly line: LineState; readonly act: Trouble | undefined; readonly joinAgain: () => void; readonly blocked: boolean }

function OutOfTouch({ live, zone }: Pick<NotesProps, "live" | "zone">) {
  const since = clock(zone, live.since, { seconds: true, zone: true });
  if (live.garbled) return <Net icon="alert-triangle" act={<Button onClick={live.again}>Try now</Button>}><b>What the server says cannot be read since {since}.</b> The desk is being asked for each second; calls go on. If it lasts, load this page again after the call.</Net>;
  return <Net icon="wifi-off" act={<Button onClick={live.again}>Try now</Button>}><b>No connection since {since}.</b> Keep typing; it is kept in this window and saved when the line is back.</Net>;
}

function Connection({ live, zone, trouble }: Pick<NotesProps, "live" | "zone" | "trouble">) {
  if (!live.inTouch) return <OutOfTouch live={live} zone={zone} />;
  if (!trouble) return null;
  const [what, next] = troubles[trouble];
  return <Net icon="alert-triangle"><b>{what}</b> {next}</Net>;
}

/** What is wrong now, in place, at the foot of the middle column: the form above does not move. */
export function Notes({ live, zone, trouble, line, act, joinAgain, blocked }: NotesProps) {
  return (
    <>
      <Connection live={live} zone={zone} trouble={trouble} />
      {line.state === "lost" && <Net icon="volume-off" act={<Button onClick={joinAgain}>Join the sound again</Button>}><b>No sound.</b> {line.trouble.say} The caller is not lost; the sound is being joined again.</Net>}
      {act && <Net icon="info-circle"><b>That did not go through.</b> {act.say}</Net>}
      {blocked && <Net icon="volume-off"><b>The browser keeps the sound off.</b> Press any key.</Net>}
    </>
  );
}
