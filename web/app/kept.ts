import { useCallback, useEffect, useState } from "react";

/**
 * What is typed in a form of the office or a practice, kept in this window's memory while one looks at another page. Only
 * forms that hold nothing about a patient use it; it ends with the window, and with the session of the person who typed.
 */
const drafts = new Map<string, unknown>();
const turns = new Set<() => void>();
const told = () => { for (const turn of turns) turn(); };

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
const stay = (event: BeforeUnloadEvent) => event.preventDefault();
/** A window that holds something typed asks before it is closed or loaded anew. */
const watch = () => (drafts.size > 0 ? addEventListener("beforeunload", stay) : removeEventListener("beforeunload", stay));

function keep(key: string, value: unknown, fresh: unknown): void {
  if (same(value, fresh)) drafts.delete(key);
  else drafts.set(key, value);
  watch();
  told();
}

/** Everything is forgotten: somebody signs out, or somebody else signs in. */
export function forgetKept(): void {
  drafts.clear();
  watch();
  told();
}

export interface Kept<T> {
  readonly value: T;
  /** Other than it was in the beginning. */
  readonly changed: boolean;
  readonly put: (next: T | ((old: T) => T)) => void;
  /** Saved or discarded: begins again from what is fresh. */
  readonly drop: (fresh?: T) => void;
}

/** A form's state that outlives the form. `key` names what is being changed, with its version where it has one. */
export function useKept<T>(key: string, fresh: T): Kept<T> {
  const [, turn] = useState(0);
  const [own, setOwn] = useState(fresh);
  useEffect(() => {
    const again = () => turn((old) => old + 1);
    turns.add(again);
    return () => void turns.delete(again);
  }, []);
  const value = drafts.has(key) ? (drafts.get(key) as T) : own;
  const put = useCallback((next: T | ((old: T) => T)) => {
    const old = drafts.has(key) ? (drafts.get(key) as T) : own;
    keep(key, typeof next === "function" ? (next as (old: T) => T)(old) : next, own);
  }, [key, own]);
  const drop = useCallback((next?: T) => {
    if (next !== undefined) setOwn(next);
    keep(key, 0, 0);
  }, [key]);
  return { value, changed: !same(value, own), put, drop };
}

export const isKept = (key: string): boolean => drafts.has(key);
