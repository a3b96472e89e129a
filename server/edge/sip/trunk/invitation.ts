import { hostPort } from "../transport/flow.ts";
import { ALLOW } from "../guard/screen.ts";
import { readDialled, type Dialled } from "./number.ts";
import { locationLines, withLocation, type Body } from "./location.ts";
import type { Place } from "../../../care/calls/ports.ts";
import { sdpBody } from "../leg/renegotiation.ts";
import type { TrunkSettings } from "./settings.ts";

/** The words of an INVITE that say who calls whom. Pure. */
export interface Invitation {
  readonly uri: string;
  readonly from: string;
  readonly to: string;
  readonly lines: readonly string[];
  /** Our offer, with all that goes with it. */
  readonly body: (sdp: string) => Body;
}

export interface Invited {
  readonly dialled: Dialled;
  readonly from: string | undefined;
  readonly withheld: boolean;
  readonly place?: Place | undefined;
}

/** RFC 3323 4.1: whoever withholds the number is nobody at nowhere; the trunk alone is told, and asked to keep it (RFC 3325). */
const NOBODY = "sip:anonymous@anonymous.invalid";

export function invitationOf(trunk: TrunkSettings, { dialled, from, withheld, place }: Invited): Invitation {
  const domain = domainOf(trunk);
  const written = (e164: string): string => `sip:${trunk.plus ? e164 : e164.slice(1)}@${domain};user=phone`;
  const caller = written(presentable(trunk, { dialled, from, withheld }) ?? trunk.from);
  const identity = { pai: [`P-Asserted-Identity: <${caller}>`], ppi: [`P-Preferred-Identity: <${caller}>`], from: [] }[trunk.identity];
  // Whoever answers 911 must see who calls, and calls back.
  if (dialled.kind === "emergency") {
    const uri = `sip:${dialled.code}@${domain}`;
    const told = trunk.location === "pidf" ? place : undefined;
    return { uri, to: uri, from: caller, lines: [ALLOW, ...identity, "Priority: emergency", ...(told ? locationLines : [])], body: told ? withLocation(told, caller) : sdpBody };
  }
  const uri = written(dialled.e164);
  return withheld ? { uri, to: uri, from: NOBODY, lines: [ALLOW, ...identity, "Privacy: id"], body: sdpBody } : { uri, to: uri, from: caller, lines: [ALLOW, ...identity], body: sdpBody };
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
