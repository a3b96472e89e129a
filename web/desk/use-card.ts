import { useEffect, useState } from "react";
import type { CallCard } from "../../contract/index.ts";
import { api, type Trouble } from "../api/index.ts";

const AGAIN_MS = 1500;
export interface Card { readonly card: CallCard | undefined; readonly trouble: Trouble | undefined }

/** The card of one call, fetched when the call changes and when its state does; asked again while the server is away. */
export function useCard(call: string | undefined, state: string | undefined): Card {
  const [card, setCard] = useState<CallCard>();
  const [trouble, setTrouble] = useState<Trouble>();
  useEffect(() => {
    if (!call) { setCard(undefined); setTrouble(undefined); return undefined; }
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = new AbortController();
    const ask = async () => {
      const answer = await api.card({ params: { call }, signal: stop.signal });
      if (stop.signal.aborted) return;
      setTrouble(answer.ok ? undefined : answer.trouble);
      if (answer.ok) setCard(answer.value);
      else timer = setTimeout(() => void ask(), AGAIN_MS);
    };
    void ask();
    return () => { stop.abort(); clearTimeout(timer); };
  }, [call, state]);
  return { card: card?.id === call ? card : undefined, trouble };
}
