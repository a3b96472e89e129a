/** NIST SP 800-63B 5.1.1.2: no composition rules; length (the contract asks for 12), and not what an attacker tries first. */
const DISTINCT_CHARACTERS_MIN = 5;
const TRIED_FIRST = ["password", "passw0rd", "qwerty", "letmein", "welcome", "iloveyou", "administrator", "compline", "changeme", "123456", "abc123"];

export type Strength = "strong" | "tried-first" | "repeats" | "is-the-name";

const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, "");

/** What is left of a password when the words everyone tries are taken out. */
const withoutWords = (text: string): string => TRIED_FIRST.reduce((rest, word) => rest.replaceAll(word, ""), plain(text));

/** [I14] Whether a new password may be used by this person. */
export function passwordStrength(password: string, person: { name: string; email: string }): Strength {
  if (new Set(password).size < DISTINCT_CHARACTERS_MIN) return "repeats";
  const own = [person.email.split("@")[0]!, ...person.name.split(" ")].map(plain).filter((word) => word.length >= 4);
  const rest = own.reduce((left, word) => left.replaceAll(word, ""), plain(password));
  if (own.some((word) => plain(password).includes(word)) && rest.length < 8) return "is-the-name";
  const bare = plain(password);
  return bare.length > 0 && withoutWords(password).length < 5 && withoutWords(password) !== bare ? "tried-first" : "strong";
}
