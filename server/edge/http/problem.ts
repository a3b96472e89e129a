import { z } from "zod";
import type { Problem } from "../../../contract/common.ts";
import { isDatabaseAway, isDiskFull } from "../../foundation/db/trouble.ts";
import type { Log } from "../../foundation/log.ts";
import type { Refusal } from "../../foundation/refusal.ts";
import { refusals } from "./refusals.ts";

/** The shape of a request was wrong: which part, and where in it. The value is not kept. */
export class BadShape extends Error {
  override readonly name = "BadShape";
  readonly field: string;
  constructor(error: z.ZodError) {
    super("a request has the wrong shape");
    this.field = error.issues[0] ? fieldPath(error.issues[0].path) : "";
  }
}

/** A path of names and numbers, never of what was typed: keys of a record are typed by people, so only plain words pass. */
function fieldPath(path: readonly PropertyKey[]): string {
  const names = path.map((part) => (typeof part === "number" || /^[a-zA-Z][a-zA-Z-]{0,39}$/.test(String(part)) ? String(part) : "?"));
  return names.join(".").slice(0, 120);
}

/** Fastify's own refusals, by its codes. */
const BY_CODE: Readonly<Record<string, Refusal>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: refusals.bodyTooLarge,
  FST_ERR_CTP_INVALID_MEDIA_TYPE: refusals.wrongMediaType,
  FST_ERR_CTP_EMPTY_JSON_BODY: refusals.notJson,
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: refusals.notJson,
  FST_ERR_CTP_INVALID_JSON_BODY: refusals.notJson,
};

/** The store cannot keep it now: the same words may be sent again. */
function unkeptBy(error: unknown): Refusal | undefined {
  if (isDatabaseAway(error)) return refusals.databaseAway;
  return isDiskFull(error) ? refusals.diskFull : undefined;
}

/** Errors are translated here and nowhere else. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof BadShape) return { ...refusals.badShape, field: error.field };
  const unkept = unkeptBy(error);
  if (unkept) return unkept;
  const { code, statusCode } = (error ?? {}) as { code?: unknown; statusCode?: unknown };
  const known = typeof code === "string" ? BY_CODE[code] : undefined;
  if (known) return known;
  // The file server refuses a path that climbs out of its folder: to whoever asks, nothing is there.
  return statusCode === 403 || statusCode === 404 ? refusals.noSuchRoute : refusals.broken;
}

export const problemOf = ({ code, say, field }: Refusal): Problem => (field === undefined ? { code, say } : { code, say, field });

/** What is written of a bug: its class, code and place in our files. Its message may quote a row, so it stays out. */
export function logBug(log: Log, request: { id: string; route: string }, error: unknown): void {
  const { name, code, stack } = (error ?? {}) as { name?: unknown; code?: unknown; stack?: unknown };
  const place = /\/(server\/[\w/.-]+:\d+):\d+/.exec(String(stack ?? ""))?.[1];
  log.error("http.broken", { ...request, error: String(name ?? typeof error), code: typeof code === "string" ? code : undefined, place });
}
