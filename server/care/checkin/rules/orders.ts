import type { Asked, Me, Order, Said, State, Task, Turn } from "./script.ts";

/** One key. */
export const HOME_KEYS: Asked = { keys: "0123456789", digitsMax: 1, ends: false };
/** Four digits of a time, or one key and hash. */
export const TIME_KEYS: Asked = { keys: "0123456789", digitsMax: 4, ends: true };

export const ask = (say: readonly Said[], asked: Asked): Order => ({ do: "ask", say, asked });
export const task = (what: Task): Order => ({ do: "task", ...what });

/** Where a part of the menu goes: on, or home with something said first. */
export type Onward = Turn | { readonly home: string };
export const doing = (me: Me, what: Task): Turn => ({ state: { at: "doing", me }, order: task(what) });

type Menu = Extract<State, { me: Me }>;
/** The states that may be at one of these. */
type StateAt<A, M = Menu> = A extends unknown ? (M extends { readonly at: infer T } ? (A extends T ? M : never) : never) : never;

/** What a part of the menu is told. */
export interface Told<A extends Menu["at"], E> {
  readonly state: StateAt<A>;
  readonly me: Me;
  readonly event: E;
}

/** Four digits that are a time of day. */
export const isTime = (digits: string): boolean => /^(?:[01]\d|2[0-3])[0-5]\d$/.test(digits);
