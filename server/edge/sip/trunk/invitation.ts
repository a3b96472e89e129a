import { hostPort } from "../transport/flow.ts";
import { ALLOW } from "../guard/screen.ts";
import { readDialled, type Dialled } from "./number.ts";
import type { TrunkSettings } from "./settings.ts";

/** The words of an INVITE that say who calls whom. Pure. */
export interface Invitation {
  readonly uri: string;
  readonly from: string;
  readonly to: string;
  readonly lines: readonly string[];
}

export interface Invited {
  readonly dialled: Dialled;
  readonly from: string | undefined;
  readonly withheld: boolean;
}

/** RFC 3323 4.1: whoever withholds the number is nobody at nowhere; the trunk alone is told, and asked to keep it (RFC 3325). */
const NOBODY = "sip:anonymous@anonymous.invalid";

export function invitationOf(trunk: TrunkSettings, { dialled, from, withheld }: Invited): Invitation {
  const domain = domainOf(trunk);
  const written = (e164: string): string => `sip:${trunk.plus ? e164 : e164.slice(1)}@${domain};user=phone`;
  const caller = written(presentable(from) ?? trunk.from);
  const identity = { pai: [`P-Asserted-Identity: <${caller}>`], ppi: [`P-Preferred-Identity: <${caller}>`], from: [] }[trunk.identity];
  // Whoever answers 911 must see who calls, and calls back.
  if (dialled.kind === "emergency") {
    const uri = `sip:${dialled.code}@${domain}`;
    return { uri, to: uri, from: caller, lines: [ALLOW, ...identity, "Priority: emergency"] };
  }
  const uri = written(dialled.e164);
  return withheld ? { uri, to: uri, from: NOBODY, lines: [ALLOW, ...identity, "Privacy: id"] } : { uri, to: uri, from: caller, lines: [ALLOW, ...identity] };
}

function domainOf({ domain, host, port }: TrunkSettings): string {
  if (domain !== undefined) return domain;
  return port === undefined ? host : hostPort({ address: host.replace(/^\[|\]$/g, ""), port });
}

/** What is no number is not presented: the trunk's own is. */
function presentable(from: string | undefined): string | undefined {
  const read = from === undefined ? undefined : readDialled(from);
  return read?.kind === "number" ? read.e164 : undefined;
}
