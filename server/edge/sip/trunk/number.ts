/** Reads what is to be dialled, as people and programs write it. Pure. */

export type Dialled =
  | { readonly kind: "number"; readonly e164: string }
  /** 911, and 933, which reads back the registered address to whoever tests the line. No limit ever stops these. */
  | { readonly kind: "emergency"; readonly code: "911" | "933" };

const CHARACTERS_MAX = 64;
const EMERGENCY = ["911", "933"] as const;
const E164 = /^\+[1-9]\d{6,14}$/;
/** North America: neither the area code nor the exchange begins with 0 or 1, and no area code ends in 11. */
const NORTH_AMERICAN = /^\+1[2-9](?!11)\d\d[2-9]\d{6}$/;

/** Undefined: it cannot be called, and nothing is guessed. */
export function readDialled(written: string): Dialled | undefined {
  const plain = written.length > CHARACTERS_MAX ? undefined : digitsOf(written.trim());
  if (plain === undefined) return undefined;
  const code = EMERGENCY.find((known) => known === plain);
  return code ? { kind: "emergency", code } : numberOf(international(plain));
}

/** RFC 3966: visual separators go. An extension cannot be dialled by a trunk, and without it somebody else would answer. */
function digitsOf(written: string): string | undefined {
  const [number = "", ...parameters] = written.replace(/^tel:/i, "").split(";");
  if (parameters.some((each) => /^ext=/i.test(each)) || (parameters.length > 0 && !/^tel:/i.test(written))) return undefined;
  const plain = number.replace(/[-.() \u00a0]/g, "");
  return /^\+?\d{1,20}$/.test(plain) ? plain : undefined;
}

function international(plain: string): string {
  if (plain.startsWith("+")) return plain;
  if (plain.startsWith("011")) return `+${plain.slice(3)}`;
  return plain.length === 10 ? `+1${plain}` : `+${/^1\d{10}$/.test(plain) ? plain : ""}`;
}

function numberOf(e164: string): Dialled | undefined {
  const sound = E164.test(e164) && (!e164.startsWith("+1") || NORTH_AMERICAN.test(e164));
  return sound ? { kind: "number", e164 } : undefined;
}
