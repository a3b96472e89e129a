import { useCallback, useEffect, useRef, useState } from "react";
import type { Answer, Trouble } from "./client.ts";

export interface Asked<R> { readonly value: R | undefined; readonly trouble: Trouble | undefined; readonly again: () => void; readonly put: (value: R) => void; /** Forgets the answer, and one that is on its way. */ readonly drop: () => void }

/** A server that cannot be reached is asked again after so long, the last of them until it answers. */
const ASK_AGAIN_MS = [1000, 2000, 4000, 5000] as const;

/** What the server says to one question, asked anew when `about` changes, and until there is an answer. An answer to an older question is dropped. */
export function useAsked<R>(question: () => Promise<Answer<R>>, about: string): Asked<R> {
  const [got, setGot] = useState<{ readonly about: string; readonly value?: R; readonly trouble?: Trouble }>({ about });
  const latest = useRef({ question, turn: 0 });
  useEffect(() => { latest.current.question = question; });
  const again = useCallback(() => {
    const turn = (latest.current.turn += 1);
    const ask = (tries: number): void => void latest.current.question().then((answer) => {
      if (latest.current.turn !== turn) return;
      setGot((old) => (answer.ok ? { about, value: answer.value } : { ...(old.about === about ? old : {}), about, trouble: answer.trouble }));
      if (answer.ok || answer.trouble.kind !== "unreachable") return;
      setTimeout(() => { if (latest.current.turn === turn) ask(tries + 1); }, ASK_AGAIN_MS[Math.min(tries, ASK_AGAIN_MS.length - 1)]);
    });
    ask(0);
  }, [about]);
  useEffect(() => {
    const { current } = latest;
    // What was answered to another question is forgotten now, not when the next answer comes.
    setGot((old) => (old.about === about ? old : { about }));
    again();
    return () => { current.turn += 1; };
  }, [again, about]);
  const drop = useCallback(() => { latest.current.turn += 1; setGot({ about }); }, [about]);
  const put = useCallback((value: R) => setGot({ about, value }), [about]);
  const mine = got.about === about;
  return { value: mine ? got.value : undefined, trouble: mine ? got.trouble : undefined, again, put, drop };
}

export interface Sending {
  readonly busy: boolean;
  readonly trouble: Trouble | undefined;
  /** True after the last one went through, until the next one begins. */
  readonly done: boolean;
  readonly send: <R>(act: () => Promise<Answer<R>>, then?: (value: R) => void) => void;
  /** What is wrong with this field, in the server's words. */
  readonly wrong: (field: string) => string | undefined;
  readonly clear: () => void;
}

/** One act at a time: a second press while the first is on its way does nothing. What was typed is the caller's and stays. */
export function useSending(): Sending {
  const [state, setState] = useState<{ readonly busy: boolean; readonly done: boolean; readonly trouble?: Trouble }>({ busy: false, done: false });
  const busy = useRef(false);
  const here = useRef(true);
  useEffect(() => { here.current = true; return () => { here.current = false; }; }, []);
  const send = useCallback(<R,>(act: () => Promise<Answer<R>>, then?: (value: R) => void) => {
    if (busy.current) return;
    busy.current = true;
    setState({ busy: true, done: false });
    void act().then((answer) => {
      busy.current = false;
      if (!here.current) return;
      setState(answer.ok ? { busy: false, done: true } : { busy: false, done: false, trouble: answer.trouble });
      if (answer.ok) then?.(answer.value);
    });
  }, []);
  const { trouble } = state;
  return { busy: state.busy, done: state.done, trouble, send, wrong: (field) => (trouble?.field === field ? trouble.say : undefined), clear: useCallback(() => setState({ busy: false, done: false }), []) };
}
