/** Telephone numbers as an operator types and compares them. The server checks the numbering plan in full. */
export const digitsOf = (typed: string): string => {
  const digits = typed.replace(/\D/g, "");
  return digits.length === 11 && digits.startsWith("1") ? digits.slice(1) : digits;
};

const NANP = /^[2-9]\d{2}[2-9]\d{6}$/;
const E164_DIGITS = { min: 8, max: 15 };

/** A number that can be rung: ten digits of the North American plan, or + and a country code. */
export function isDialable(typed: string): boolean {
  const digits = digitsOf(typed);
  if (!typed.trim().startsWith("+")) return NANP.test(digits);
  return typed.trim().startsWith("+1") ? NANP.test(digits) : digits.length >= E164_DIGITS.min && digits.length <= E164_DIGITS.max;
}

/** What is wrong with one entry, in words; undefined when it can be rung. */
export function numberFault(typed: string): string | undefined {
  const digits = digitsOf(typed);
  if (isDialable(typed)) return undefined;
  if (typed.trim().startsWith("+")) return "After + come the country code and the number, 8 to 15 digits.";
  if (digits.length !== 10) return `This number has ${digits.length} ${digits.length === 1 ? "digit" : "digits"}; a number here has ten.`;
  return "No area code or exchange begins with 0 or 1.";
}

const ordinals = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
const counts = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

const place = (at: number, length: number): string => (at === length - 1 ? "the last digit" : `the ${ordinals[at] ?? `${at + 1}th`} digit`);

/** "the last two digits", "the third digit", "four digits": what differs, without showing either entry. */
export function difference(first: string, again: string): string | undefined {
  const [one, other] = [digitsOf(first), digitsOf(again)];
  if (one === other) return undefined;
  if (one.length !== other.length) return `their length: ${one.length} digits and ${other.length}`;
  const places = [...one].flatMap((digit, at) => (digit === other[at] ? [] : [at]));
  const start = places[0] ?? 0;
  if (places.length === 1) return place(start, one.length);
  const isTail = start + places.length === one.length;
  return `${isTail ? "the last " : ""}${counts[places.length] ?? places.length} digits`;
}

/** Three, three, four dots: how many digits are there, and none of them. */
export function hidden(typed: string): string {
  const dots = "•".repeat(digitsOf(typed).length);
  return [dots.slice(0, 3), dots.slice(3, 6), dots.slice(6)].filter(Boolean).join(" ");
}

export const sameNumber = (one: string, other: string): boolean => digitsOf(one) === digitsOf(other);
