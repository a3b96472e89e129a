import { api } from "../api/index.ts";
import { useSending } from "../api/asked.ts";
import { usePlayer } from "../sound/use-player.ts";
import { Button, lasted, ProblemNote } from "../ui/index.ts";

/** A voicemail, or one side of a talk (`say`, and for a screen reader `about`), fetched when somebody wants to hear it; the sound stays in this page's memory while it plays. */
export function Recording({ recording, say = "Hear the voicemail", about }: { readonly recording: string; readonly say?: string; readonly about?: string }) {
  const { playing, play, stop } = usePlayer<{ readonly seconds: number; readonly cutShort: boolean }>();
  const sending = useSending();
  const hear = () => sending.send(() => api.hearRecording({ params: { recording }, body: {} }), ({ pcmuBase64, ...heard }) => play(pcmuBase64, heard));
  return (
    <div className="stack">
      <div className="row"><Button icon={playing ? "player-pause" : "player-play"} inert={sending.busy} onClick={playing ? stop : hear}>{playing ? "Stop" : say}{about && <span className="sr">{about}</span>}</Button>{playing && <span className="sm t2" role="status">{lasted(playing.seconds)} long{playing.cutShort && ", cut short"}. Hearing it is written down.</span>}</div>
      {sending.trouble && <ProblemNote what="The recording did not open" trouble={sending.trouble} safe="It is kept, sealed." />}
    </div>
  );
}
