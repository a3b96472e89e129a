/** What the worker may keep: files of the app's own shell. Nothing that a person typed, said or asked for is among them. */
export const SHELL = "/";
const KEPT = /^\/(?:assets\/[^/]+\.(?:js|css|woff2|svg|png)|mark-(?:off|amber|red)\.svg|icon-[a-z0-9-]+\.png|manifest\.webmanifest)$/;

export type Way = "shell" | "kept" | "network";

/** [SW2] How one request is answered. `/api` and every other origin go to the network untouched. */
export function wayOf(request: { readonly method: string; readonly mode: string; readonly url: string }, origin: string): Way {
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== origin || url.pathname === "/api" || url.pathname.startsWith("/api/")) return "network";
  if (request.mode === "navigate") return "shell";
  return KEPT.test(url.pathname) && url.search === "" ? "kept" : "network";
}

/** The files that a shell names: scripts, styles, icons and the manifest, all of this origin. */
export const namedIn = (html: string): string[] => [...new Set([...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].flatMap(([, path]) => (path && KEPT.test(path) ? [path] : [])))];

/** [SW1] The whole of what a notification ever says, whatever the push carried. */
export const NOTICE = { title: "Compline", options: { body: "1 new page", tag: "page", renotify: true, requireInteraction: true, icon: "/icon-192.png", badge: "/icon-badge.png" } } as const;
