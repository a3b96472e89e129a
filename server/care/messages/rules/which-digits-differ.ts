const digits = (typed: string): string => typed.replace(/\D/g, "");
/** The country code of the North American plan says nothing: "1 212 …" and "212 …" are one number. */
const bare = (typed: string): string => digits(typed).replace(/^1(?=\d{10}$)/, "");

export type Difference =
  | { readonly kind: "same" }
  /** One of them is longer: counting places would mislead. */
  | { readonly kind: "length"; readonly first: number; readonly again: number }
  /** Places counted from the right, 1 is the last digit, as a person would say it: "the last two digits". */
  | { readonly kind: "digits"; readonly fromTheEnd: readonly number[] };

/** Compares the two blind entries of a call-back number, however each was grouped. */
export function whichDigitsDiffer(first: string, again: string): Difference {
  const [a, b] = [bare(first), bare(again)];
  if (a === b) return { kind: "same" };
  if (a.length !== b.length) return { kind: "length", first: a.length, again: b.length };
  const fromTheEnd = [...a].flatMap((digit, at) => (digit === b[at] ? [] : [a.length - at]));
  return { kind: "digits", fromTheEnd: fromTheEnd.toReversed() };
}
