import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from "react";
import type { Me } from "../../contract/index.ts";
import { forgetKept } from "./kept.ts";
import { api, onTrouble, type Trouble } from "../api/index.ts";

/** `asking` until the server said who this is; `away` when it could not be reached. */
export type Session =
  | { readonly state: "asking" }
  | { readonly state: "away"; readonly trouble: Trouble }
  | { readonly state: "out" }
  /** Signed in once on this page and then out: the room stays mounted beneath, what is typed is kept. */
  | { readonly state: "lapsed"; readonly me: Me }
  | { readonly state: "in"; readonly me: Me };

/** `turn` counts how often the server took something away: what a room showed before that is not this person's any more. */
interface Doors { readonly session: Session; readonly turn: number; readonly entered: (me: Me) => void; readonly ask: () => void; readonly lapse: () => void; readonly touched: (idleAt: string) => void; readonly narrowed: () => void; readonly ended: () => void; readonly signOut: () => void }
const Context = createContext<Doors | undefined>(undefined);

export function useSession(): Doors {
  const doors = useContext(Context);
  if (!doors) throw new Error("useSession stands outside of SessionProvider");
  return doors;
}
/** The person in the room. Only rooms call this: they are shown to someone signed in. */
export function useMe(): Me {
  const { session } = useSession();
  if (session.state !== "in" && session.state !== "lapsed") throw new Error("useMe stands outside of a room");
  return session.me;
}

/** RFC 4918: the session is there, what is private is locked. */
const LOCKED = 423;
const lapsed = (session: Session): Session => (session.state === "in" ? { state: "lapsed", me: session.me } : session);

export function SessionProvider({ children }: { readonly children: ReactNode }) {
  const [session, setSession] = useState<Session>({ state: "asking" });
  const [turn, setTurn] = useState(0);
  const entered = useCallback((me: Me) => setSession({ state: "in", me }), []);
  const lapse = useCallback(() => setSession(lapsed), []);
  const touched = useCallback((idleAt: string) => setSession((old) => (old.state === "in" ? { state: "in", me: { ...old.me, session: { ...old.me.session, idleAt } } } : old)), []);
  const ask = useCallback(() => {
    void api.me().then((answer) => {
      if (answer.ok) return setSession({ state: "in", me: answer.value });
      // Refused: the last role is gone, and with it every room.
      if (answer.trouble.kind === "refused") setSession(lapsed);
      setSession((old) => (old.state === "in" || old.state === "lapsed" ? old : answer.trouble.kind === "unreachable" ? { state: "away", trouble: answer.trouble } : { state: "out" }));
    });
  }, []);
  const signOut = useCallback(() => {
    void api.signOut({ body: {} }).then(() => { forgetKept(); location.assign("/"); });
  }, []);
  const narrowed = useCallback(() => { setTurn((old) => old + 1); ask(); }, [ask]);
  const ended = useCallback(() => { setTurn((old) => old + 1); lapse(); }, [lapse]);
  useEffect(ask, [ask]);
  useEffect(() => onTrouble((trouble) => {
    if (trouble.kind === "signed-out") lapse();
    if (trouble.status === LOCKED) ask();
  }), [ask, lapse]);
  const doors = useMemo(() => ({ session, turn, entered, ask, lapse, touched, narrowed, ended, signOut }), [session, turn, entered, ask, lapse, touched, narrowed, ended, signOut]);
  return <Context.Provider value={doors}>{children}</Context.Provider>;
}
