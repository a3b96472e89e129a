import { namedIn, NOTICE, SHELL, wayOf } from "./shell.ts";

/** The parts of ServiceWorkerGlobalScope (W3C Service Workers) that are used; the page's own types cannot stand beside the worker's. */
interface Later { waitUntil(work: Promise<unknown>): void }
interface Renewed extends Later { readonly oldSubscription?: PushSubscription | null }
interface Windows { readonly url: string; focus(): Promise<unknown>; navigate(url: string): Promise<unknown> }
export interface WorkerScope {
  readonly location: { readonly origin: string };
  readonly registration: Pick<ServiceWorkerRegistration, "showNotification" | "pushManager">;
  readonly clients: { matchAll(ask: { type: "window"; includeUncontrolled: boolean }): Promise<readonly Windows[]>; openWindow(url: string): Promise<unknown>; claim(): Promise<void> };
  readonly caches: CacheStorage;
  readonly navigator: { setAppBadge?: (count?: number) => Promise<void> };
  skipWaiting(): Promise<void>;
  fetch(request: RequestInfo, init?: RequestInit): Promise<Response>;
  addEventListener(type: "install" | "activate" | "push", listen: (event: Later) => void): void;
  addEventListener(type: "notificationclick", listen: (event: Later & { readonly notification: { close(): void } }) => void): void;
  addEventListener(type: "pushsubscriptionchange", listen: (event: Renewed) => void): void;
  addEventListener(type: "fetch", listen: (event: { readonly request: Request; respondWith(answer: Promise<Response>): void }) => void): void;
}

const CACHE = "compline-shell-1";
const ROOM = "/clinician";

async function keepShell(scope: WorkerScope): Promise<void> {
  const cache = await scope.caches.open(CACHE);
  const page = await scope.fetch(SHELL, { cache: "no-store" });
  if (!page.ok) return;
  const files = namedIn(await page.clone().text());
  await cache.put(SHELL, page);
  await Promise.all(files.map(async (file) => { if (!(await cache.match(file))) await cache.add(file); }));
}

async function dropOthers(scope: WorkerScope): Promise<void> {
  const names = await scope.caches.keys();
  await Promise.all(names.filter((name) => name !== CACHE).map((name) => scope.caches.delete(name)));
  await scope.clients.claim();
}

/** The newest page while there is a network; without one, the shell, which says so. */
async function shell(scope: WorkerScope, request: Request): Promise<Response> {
  try {
    return await scope.fetch(request);
  } catch {
    return (await (await scope.caches.open(CACHE)).match(SHELL)) ?? Response.error();
  }
}

/** Hashed names never change their content; the rest is fetched anew and kept for the next time without a network. */
async function kept(scope: WorkerScope, request: Request): Promise<Response> {
  const cache = await scope.caches.open(CACHE);
  const known = await cache.match(request);
  if (known && new URL(request.url).pathname.startsWith("/assets/")) return known;
  try {
    const fresh = await scope.fetch(request);
    // A page that stands in for a missing file is no file.
    if (fresh.ok && !fresh.headers.get("content-type")?.includes("text/html")) await cache.put(request, fresh.clone());
    return fresh;
  } catch {
    return known ?? Response.error();
  }
}

/** [SW1] The payload is never read: what a lock screen shows cannot depend on it. */
async function notify(scope: WorkerScope): Promise<void> {
  await scope.registration.showNotification(NOTICE.title, { ...NOTICE.options });
  await scope.navigator.setAppBadge?.().catch(() => undefined);
}

/** [SW3] An open window comes to the front; else the room opens. */
async function lead(scope: WorkerScope): Promise<void> {
  const windows = await scope.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = windows.find((one) => new URL(one.url).pathname.startsWith(ROOM)) ?? windows[0];
  if (!there) return void (await scope.clients.openWindow(ROOM));
  if (!new URL(there.url).pathname.startsWith(ROOM)) await there.navigate(ROOM).catch(() => undefined);
  await there.focus();
}

/** [SW4] A browser that renews its subscription tells the server, or pages would go to an address nobody hears. */
async function renew(scope: WorkerScope, old: PushSubscription | null | undefined): Promise<void> {
  const key = old?.options.applicationServerKey;
  if (!key) return;
  const made = (await scope.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })).toJSON();
  await scope.fetch("/api/push/subscriptions", {
    method: "POST", credentials: "same-origin", headers: { "content-type": "application/json", "x-compline": "1" },
    body: JSON.stringify({ endpoint: made.endpoint, keys: { p256dh: made.keys?.["p256dh"], auth: made.keys?.["auth"] } }),
  });
}

export function startWorker(scope: WorkerScope): void {
  scope.addEventListener("install", (event) => event.waitUntil(Promise.all([keepShell(scope), scope.skipWaiting()])));
  scope.addEventListener("activate", (event) => event.waitUntil(dropOthers(scope)));
  scope.addEventListener("push", (event) => event.waitUntil(notify(scope)));
  scope.addEventListener("notificationclick", (event) => { event.notification.close(); event.waitUntil(lead(scope)); });
  scope.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(scope, event.oldSubscription)));
  scope.addEventListener("fetch", (event) => {
    const way = wayOf(event.request, scope.location.origin);
    if (way === "shell") event.respondWith(shell(scope, event.request));
    if (way === "kept") event.respondWith(kept(scope, event.request));
  });
}
