import { z } from "zod";

/** Shapes that every slice's contract shares. Instants travel as RFC 3339 in UTC; rooms show them in the practice's zone. */
/** Read in any case, and in one case from here on: two spellings of one id are one id in the database and in the log. */
export const Uuid = z.uuid().toLowerCase().describe("UUID");
export const Iso = z.iso.datetime().describe("RFC 3339, UTC");
export const Zone = z.string().min(1).max(64).describe("IANA time zone, such as America/New_York");
export const Urgency = z.enum(["emergency", "urgent", "routine"]);
export type Urgency = z.infer<typeof Urgency>;
export const CallerType = z.enum(["patient", "hospital", "pharmacy", "lab", "physician"]);
export type CallerType = z.infer<typeof CallerType>;
export const Role = z.enum(["operator", "supervisor", "clinician", "client-manager", "compliance-officer", "administrator"]);
export type Role = z.infer<typeof Role>;
/** E.164, as stored. Rooms show ten-digit numbers in groups. */
export const E164 = z.string().regex(/^\+[1-9]\d{6,14}$/);
/** A number as a person types it: (212) 555-0142, 1 212 555 0142, +12125550142. */
export const TypedNumber = z.string().min(7).max(32);
export const Label = z.string().trim().min(1).max(120);

/** What every error looks like: what happened, what is safe, what next; the field at fault when there is one. Never PHI. */
export const Problem = z.object({ code: z.string(), say: z.string(), field: z.string().optional() });
export type Problem = z.infer<typeof Problem>;

export const Done = z.object({});

/** One route: the server registers it, the web calls it, OpenAPI lists it. */
export interface Route<P, Q, B, R> {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly summary: string;
  readonly params?: z.ZodType<P>;
  readonly query?: z.ZodType<Q>;
  readonly body?: z.ZodType<B>;
  readonly reply: z.ZodType<R>;
  /** Bytes; 64 KiB unless it carries a file. */
  readonly bodyBytesMax?: number;
  /** What goes out when it is not JSON; the reply is then a text. */
  readonly replyType?: "text/calendar";
  /** True for the few that need no session. */
  readonly open?: boolean;
}
export const route = <P = undefined, Q = undefined, B = undefined, R = unknown>(r: Route<P, Q, B, R>): Route<P, Q, B, R> => r;
