import { useState } from "react";
import type { Language, Menu } from "../../contract/index.ts";
import { api } from "../api/index.ts";
import { useSending } from "../api/asked.ts";
import { usePlayer } from "../sound/use-player.ts";
import { Button, ProblemNote } from "../ui/index.ts";

/** The menu as it stands on the screen, before it is saved: heard and read. */
export function HearMenu({ menu, language }: { readonly menu: Menu; readonly language: Language }) {
  const [words, setWords] = useState<{ readonly of: string; readonly say: string }>();
  const { playing, play, stop } = usePlayer();
  const sending = useSending();
  const about = JSON.stringify([menu, language]);
  const hear = () => sending.send(() => api.hearMenu({ body: { menu, language } }), ({ pcmuBase64, words: say }) => { setWords({ of: about, say }); play(pcmuBase64, true); });
  return (
    <div className="stack">
      <div className="row"><Button icon={playing ? "player-pause" : "player-play"} inert={sending.busy} onClick={playing ? stop : hear}>{playing ? "Stop" : "Hear it"}</Button></div>
      {words?.of === about && <blockquote className="sm" lang={language}>{words.say}</blockquote>}
      {sending.trouble && <ProblemNote what="The menu could not be heard" trouble={sending.trouble} safe="What you typed is still here." />}
    </div>
  );
}
