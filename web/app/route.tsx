import { useSyncExternalStore, type AnchorHTMLAttributes, type MouseEvent } from "react";

/** A path and nothing more: no query, no fragment, so that nothing private can stand in an address. */
const turns = new Set<() => void>();
const subscribe = (turn: () => void) => {
  turns.add(turn);
  addEventListener("popstate", turn);
  return () => { turns.delete(turn); removeEventListener("popstate", turn); };
};

export const usePath = (): string => useSyncExternalStore(subscribe, () => location.pathname);

export function go(path: string, how: "push" | "replace" = "push"): void {
  if (path === location.pathname) return;
  history[how === "push" ? "pushState" : "replaceState"](null, "", path);
  for (const turn of turns) turn();
}

/**
 * [W184] From an address that leads nowhere in a room to one that does. `from` is the address as the page saw it: an effect comes after the
 * hand, and whoever has gone elsewhere meanwhile is not fetched back.
 */
export function leadOn({ from, within, to }: { readonly from: string; readonly within: string; readonly to: string }): void {
  const isWithin = from === within || from.startsWith(`${within}/`);
  if (isWithin && location.pathname === from) go(to, "replace");
}

const decoded = (part: string): string | null => {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
};

/** `match("/office/clients/:client", path)` gives `{ client }`, or null. */
export function match(pattern: string, path: string): Record<string, string> | null {
  const want = pattern.split("/").filter(Boolean);
  const have = path.split("/").filter(Boolean);
  if (want.length !== have.length) return null;
  const params: Record<string, string> = {};
  for (const [at, part] of want.entries()) {
    const given = decoded(have[at] ?? "");
    if (given === null) return null;
    if (part.startsWith(":")) params[part.slice(1)] = given;
    else if (part !== given) return null;
  }
  return params;
}

const plainClick = (event: MouseEvent) => event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;

/** An anchor that stays in the app. Marks itself `aria-current="page"` where it leads; `within`, also on the pages beneath. */
export function Link({ to, within = false, ...rest }: { readonly to: string; readonly within?: boolean } & AnchorHTMLAttributes<HTMLAnchorElement>) {
  const path = usePath();
  const here = path === to || (within && path.startsWith(`${to}/`));
  return <a {...rest} href={to} aria-current={here ? "page" : undefined} onClick={(event) => { if (plainClick(event)) { event.preventDefault(); go(to); } }} />;
}
