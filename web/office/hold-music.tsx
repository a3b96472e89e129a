import { HoldMusicPanel } from "../practice/hold-music.tsx";
import { Title } from "../practice/frame.tsx";

/** What callers of every practice hear while they wait, unless their practice chose a piece of its own. */
export function HoldMusicPage() {
  return (
    <>
      <Title title="Hold music" about="What callers hear while they wait or are on hold, where their practice has no piece of its own" />
      <HoldMusicPanel />
    </>
  );
}
