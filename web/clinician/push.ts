import { api, type Answer, type Trouble } from "../api/index.ts";

/** `unsupported`: this browser has no Web Push (RFC 8030), or the page is not installed where that is asked for (iOS). */
export type PushState = "unsupported" | "blocked" | "off" | "on";

const able = (): boolean => "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
const worker = (): Promise<ServiceWorkerRegistration> => navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });

/** The worker also carries the shell that opens without a network. */
export async function startWorker(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  // The development server has no built worker; a browser that refuses one still has the room.
  await worker().catch(() => undefined);
}

export async function pushState(): Promise<PushState> {
  if (!able()) return "unsupported";
  if (Notification.permission === "denied") return "blocked";
  const registration = await navigator.serviceWorker.getRegistration();
  const subscription = await registration?.pushManager.getSubscription();
  return subscription && Notification.permission === "granted" ? "on" : "off";
}

const trouble = (say: string): Answer<never> => ({ ok: false, trouble: { kind: "refused", status: 0, code: "push", say } satisfies Trouble });
const sayBlocked = "The browser does not let Compline notify on this phone. Allow notifications for this site in its settings, then turn them on here.";
const sayNoService = "This browser could not reach its push service.";

/** Base64url without padding (RFC 7515) as the bytes that the browser wants. */
export function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (letter) => letter.codePointAt(0) ?? 0);
}

async function subscribe(key: string): Promise<PushSubscriptionJSON | undefined> {
  try {
    await worker();
    const registration = await navigator.serviceWorker.ready;
    const known = await registration.pushManager.getSubscription();
    const subscription = known ?? (await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(key) }));
    return subscription.toJSON();
  } catch {
    return undefined;
  }
}

/** Subscribes this phone and tells the server, which keeps one row for an endpoint however often it is told. */
export async function keepPush(): Promise<Answer<unknown>> {
  const key = await api.pushKey();
  if (!key.ok) return key;
  const made = await subscribe(key.value.key);
  if (!made?.endpoint || !made.keys?.["p256dh"] || !made.keys["auth"]) return trouble(sayNoService);
  return api.pushSubscribe({ body: { endpoint: made.endpoint, keys: { p256dh: made.keys["p256dh"], auth: made.keys["auth"] } } });
}

/** Asked for by a tap: browsers refuse the question otherwise. */
export async function turnOnPush(): Promise<Answer<unknown>> {
  if (!able()) return trouble("This browser cannot be woken. Install Compline on the home screen, or use another browser.");
  if ((await Notification.requestPermission()) !== "granted") return trouble(sayBlocked);
  return keepPush();
}

/** The number on the app's icon; browsers without it lose nothing. */
export async function showCount(untaken: number): Promise<void> {
  const badge = navigator as Navigator & { setAppBadge?: (count: number) => Promise<void>; clearAppBadge?: () => Promise<void> };
  await (untaken > 0 ? badge.setAppBadge?.(untaken) : badge.clearAppBadge?.())?.catch(() => undefined);
}
