import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import { evenLocked, type Admission, type Knock } from "../../foundation/endpoint.ts";
import type { PersonId } from "../../foundation/ids.ts";
import { readCookies, type Site } from "../http/index.ts";
import type { SessionState } from "./connection.ts";
import { LIVE_PATH, MESSAGE_BYTES_MAX } from "./settings.ts";

export interface Who {
  readonly person: PersonId;
  readonly session: string;
  readonly state: SessionState;
  readonly rooms: readonly string[];
}
export interface UpgradeNeeds {
  readonly server: Server;
  readonly site: () => Site;
  readonly admit: (knock: Knock) => Promise<Admission>;
  readonly watch: (watched: readonly { person: PersonId; session: string }[]) => Promise<ReadonlyMap<string, { state: SessionState; rooms: readonly string[] }>>;
  /** False when this person, or the house, has windows enough. */
  readonly hasRoomFor: (person: PersonId) => boolean;
  readonly onSocket: (socket: WebSocket, who: Who) => void;
}

/** Compression is off: with secrets and a stranger's words in one frame, its length would tell (CRIME); and it costs memory per socket. */
export function takeUpgrades(needs: UpgradeNeeds): { close(): void } {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_BYTES_MAX, perMessageDeflate: false, clientTracking: false });
  const onUpgrade = (request: IncomingMessage, stream: Duplex, head: Buffer): void => {
    stream.on("error", () => stream.destroy());
    judge(needs, request).then(
      (verdict) => (typeof verdict === "number" ? turnAway(stream, verdict) : sockets.handleUpgrade(request, stream, head, (socket) => needs.onSocket(socket, verdict))),
      () => turnAway(stream, 503), // The database is away: the browser tries again by itself.
    );
  };
  needs.server.on("upgrade", onUpgrade);
  return { close: () => void needs.server.off("upgrade", onUpgrade) };
}

/** [L1] Browsers let any page open a socket to any host, with its cookies: Origin is what tells ours from others (RFC 6455, 10.2). */
async function judge(needs: UpgradeNeeds, request: IncomingMessage): Promise<Who | number> {
  const { origin } = needs.site();
  if (request.url !== LIVE_PATH) return 404;
  if (request.headers.origin !== origin) return 403;
  const sessionToken = readCookies(request.headers.cookie, origin.startsWith("https:")).session;
  if (sessionToken === undefined) return 401;
  return recognise(needs, sessionToken);
}

async function recognise(needs: UpgradeNeeds, sessionToken: string): Promise<Who | number> {
  const admission = await needs.admit({ permit: evenLocked, sessionToken });
  if (!admission.ok) return admission.refusal.status;
  const { as } = admission.value;
  if (as.kind !== "person" || as.session === undefined) return 401;
  if (!needs.hasRoomFor(as.person)) return 429;
  const seen = (await needs.watch([{ person: as.person, session: as.session }])).get(as.session);
  return seen && seen.state !== "ended" ? { person: as.person, session: as.session, ...seen } : 401;
}

const REASONS: Readonly<Record<number, string>> = { 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 429: "Too Many Requests", 503: "Service Unavailable" };

function turnAway(stream: Duplex, status: number): void {
  stream.end(`HTTP/1.1 ${status} ${REASONS[status] ?? "Refused"}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
