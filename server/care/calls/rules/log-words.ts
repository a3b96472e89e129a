/** What a call's log says of others, in sentences. Pure; words of the practice and of ours, nothing of the caller. */

export interface Logged {
  readonly kind: string;
  readonly detail: string | null;
}

const FAILED: Readonly<Record<string, string>> = {
  "cancelled": "given up before an answer", "busy": "busy", "declined": "declined", "no-answer": "no answer", "no-such-number": "a number that cannot be called",
  "trunk-fault": "the telephone line was at fault", "challenged-for-ever": "the telephone line refused us", "refused-by-limit": "refused by a limit of ours",
  "hung-up": "hung up", "voicemail-suspected": "nobody pressed the key, as a mailbox would not", "lost": "the connection broke",
};

const NO_SOUND = "no sound came from there for half a minute";

interface Story {
  readonly name: string;
  readonly said: readonly string[];
}

type Tell = (stories: readonly Story[], leg: number, why: string) => readonly Story[];
const add = (stories: readonly Story[], leg: number, words: string): readonly Story[] => stories.map((one, at) => (at === leg - 1 ? { ...one, said: [...one.said, words] } : one));
/** Whom a word without a leg is about: whoever was rung last. */
const toLast = (words: string): Tell => (stories) => add(stories, stories.length, words);

const TELLS: Readonly<Record<string, Tell>> = {
  "dial-answered": (stories, leg) => add(stories, leg, "answered"),
  "other-pressed": (stories, leg) => add(stories, leg, "pressed the key to take the caller"),
  "dial-silent": (stories, leg) => (stories[leg - 1]?.said.includes(NO_SOUND) ? stories : add(stories, leg, NO_SOUND)),
  "dial-failed": (stories, leg, why) => add(stories, leg, FAILED[why] ?? why),
  "dial-ended": (stories, leg, why) => add(stories, leg, FAILED[why] ?? why),
  "voicemail-suspected": toLast("only a voicemail"),
  "join": toLast("joined with the caller"),
  "notice-over": (stories, leg, how) => (how === "heard" ? add(stories, leg, "heard the recording notice") : stories),
  "let-go": (stories, leg) => add(stories, leg, "let go by the operator"),
};

const rungByHouse = (whom: string): Story => ({ name: whom === "office" ? "the office" : "the partner service", said: [] });
const wordsOf = ({ detail }: Logged): readonly string[] => (detail ?? "").split(" ");

/** [C39] One sentence for each who was rung: what became of them, in order. `nameOf` tells an entry of the directory, or 911. */
export function sayOthers(log: readonly Logged[], nameOf: (kind: string, entry: string) => string): readonly string[] {
  let stories: readonly Story[] = [];
  for (const entry of log) {
    const { kind } = entry;
    const [first = "", second = ""] = wordsOf(entry);
    if (kind === "send-out") stories = [...stories, rungByHouse(first)];
    else if (kind === "dial") stories = [...stories, { name: nameOf(first, second), said: [] }];
    else stories = TELLS[kind]?.(stories, Number(first), second) ?? stories;
  }
  return stories.map(sayStory);
}
const sayStory = ({ name, said }: Story): string => `During the call: rang ${name}; ${said.length > 0 ? said.join(", ") : "given up before an answer"}.`;
