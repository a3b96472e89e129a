import { hostPort } from "../transport/flow.ts";
import { ALLOW } from "../guard/screen.ts";
import { readDialled, type Dialled } from "./number.ts";
import { locationLines, withLocation, type Body } from "./location.ts";
import type { Place, SentOn } from "../../../care/calls/ports.ts";
import { HOPS_MAX } from "../leg/path.ts";
import { sdpBody } from "../leg/renegotiation.ts";
import { onwardOf } from "./onward.ts";
import type { TrunkSettings } from "./settings.ts";

/** The words of an INVITE that say who calls whom. Pure. */
export interface Invitation {
  readonly uri: string;
  readonly from: string;
  readonly to: string;
  readonly lines: readonly string[];
  /** Max-Forwards. */
  readonly hops: number;
  /** Our offer, with all that goes with it. */
  readonly body: (sdp: string) => Body;
}

export interface Invited {
  readonly dialled: Dialled;
  readonly from: string | undefined;
  readonly withheld: boolean;
  readonly place?: Place | undefined;
  readonly sentOn?: SentOn | undefined;
}

/** RFC 3323 4.1: whoever withholds the number is nobody at nowhere; the trunk alone is told, and asked to keep it (RFC 3325). */
const NOBODY = "sip:anonymous@anonymous.invalid";

export function invitationOf(trunk: TrunkSettings, invited: Invited): Invitation {
  const { dialled } = invited;
  const domain = domainOf(trunk);
  const written = (e164: string): string => `sip:${trunk.plus ? e164 : e164.slice(1)}@${domain};user=phone`;
  const ours = written(presentable(trunk, invited) ?? trunk.from);
  if (dialled.kind === "emergency") return callForHelp(trunk, { uri: `sip:${dialled.code}@${domain}`, caller: ours, place: invited.place });
  const onward = onwardOf(trunk, { sentOn: invited.sentOn, to: dialled.e164, written });
  const caller = onward.caller === undefined ? ours : written(onward.caller);
  const isNobody = invited.withheld || onward.withheld;
  const uri = written(dialled.e164);
  const lines = [ALLOW, ...identityOf(trunk, { caller, ours }), ...(isNobody ? ["Privacy: id"] : []), ...onward.lines];
  return { uri, to: uri, from: isNobody ? NOBODY : caller, lines, hops: onward.hops, body: sdpBody };
}

/** Whoever answers 911 must see who calls, and calls back. */
function callForHelp(trunk: TrunkSettings, { uri, caller, place }: { readonly uri: string; readonly caller: string; readonly place: Place | undefined }): Invitation {
  const told = trunk.location === "pidf" ? place : undefined;
  const lines = [ALLOW, ...identityOf(trunk, { caller, ours: caller }), "Priority: emergency", ...(told ? locationLines : [])];
  return { uri, to: uri, from: caller, lines, hops: HOPS_MAX, body: told ? withLocation(told, caller) : sdpBody };
}

/** We assert a caller's number as it was asserted to us (RFC 3325 5). What is only preferred must be a number of our own (RFC 3325 6). */
function identityOf({ identity }: TrunkSettings, { caller, ours }: { readonly caller: string; readonly ours: string }): string[] {
  return { pai: [`P-Asserted-Identity: <${caller}>`], ppi: [`P-Preferred-Identity: <${ours}>`], from: [] }[identity];
}

function domainOf({ domain, host, port }: TrunkSettings): string {
  if (domain !== undefined) return domain;
  return port === undefined ? host : hostPort({ address: host.replace(/^\[|\]$/g, ""), port });
}

/**
 * What is no number is not presented, nor one that the trunk does not let us present: the trunk's own is. For 911 it is the number
 * under which the place is registered, whatever the trunk says of others. A withheld one is shown to nobody but the trunk.
 */
function presentable(trunk: TrunkSettings, { dialled, from, withheld }: Pick<Invited, "dialled" | "from" | "withheld">): string | undefined {
  if (trunk.presents !== "any" && dialled.kind !== "emergency" && !withheld) return undefined;
  const read = from === undefined ? undefined : readDialled(from);
  return read?.kind === "number" ? read.e164 : undefined;
}
