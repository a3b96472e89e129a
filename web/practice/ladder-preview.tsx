import { useState } from "react";
import type { z } from "zod";
import type { Ladder } from "../../contract/office.ts";
import { api, type Value } from "../api/index.ts";
import { useSending } from "../api/asked.ts";
import { Button, clock, serverToday } from "../ui/index.ts";
import { instantAt, wallAt } from "./oncall/wall.ts";
import { hoursWord } from "./ladder-words.ts";
import { Input, Outcome } from "./parts.tsx";

type Preview = Value<"previewLadder">;
const DAY_MS = 86_400_000;

/** The coming night at two: when nobody at the practice would look. */
export const nextTwoAtNight = (zone: string, now: number): string => `${wallAt(zone, wallAt(zone, now).slice(11) < "02:00" ? now : now + DAY_MS).slice(0, 10)}T02:00`;

/** "Who would be paged at 02:00?", asked of the ladder as it stands on the screen, also before it is saved. Nobody is paged. */
export function LadderPreview({ account, zone, draft }: { readonly account: string; readonly zone: string; readonly draft: z.infer<typeof Ladder> }) {
  const [wall, setWall] = useState(() => nextTwoAtNight(zone, serverToday()));
  const [seen, setSeen] = useState<{ readonly of: string; readonly preview: Preview }>();
  const sending = useSending();
  const about = JSON.stringify([wall, draft]);
  const ask = () => sending.send(() => api.previewLadder({ params: { account }, body: { urgency: draft.urgency, at: instantAt(zone, wall), draft } }), (preview) => setSeen({ of: about, preview }));
  const id = `preview-${draft.urgency}-${draft.hours}`;
  return (
    <div className="stack" role="group" aria-label="Who would be paged">
      <div className="row wrap lookat"><Input id={id} label="Who would be paged about a message at" type="datetime-local" value={wall} onText={setWall} /><Button icon="eye" inert={sending.busy || wall === ""} onClick={ask}>Look</Button></div>
      <Outcome sending={sending} what="The ladder could not be looked at" />
      {seen?.of === about && <Lines zone={zone} preview={seen.preview} />}
    </div>
  );
}

function Lines({ zone, preview }: { readonly zone: string; readonly preview: Preview }) {
  return (
    <div role="status">
      <ol className="whowhen">
        {preview.lines.map((line, at) => <li key={`${line.at}${at}`}><span className="at tn">{clock(zone, line.at)}</span> <b>{line.name ?? (line.why === "" ? line.who : "Nobody")}</b> {line.why !== "" && <span className="sm t2">{line.who}. {line.why}</span>}</li>)}
      </ol>
      <p className="hint">If nobody answers, by the ladder of {hoursWord[preview.hours]}.{preview.quiet && " The first page waits without waking the phone."}</p>
    </div>
  );
}
