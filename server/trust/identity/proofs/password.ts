import { hash, verify } from "@node-rs/argon2";
import { ARGON2ID, HASHING } from "../settings.ts";

/** argon2 on libuv's threads, never on the event loop. A full line answers "busy" instead of growing. */
export interface Passwords {
  hash(password: string): Promise<string>;
  /** Without a stored hash the same work is done on one nobody's password fits: time tells no e-mail from another. */
  check(password: string, phc: string | undefined, lane: Lane): Promise<"right" | "wrong" | "busy">;
}
/** Apart from each other: a flood of sign-ins leaves those who ring in their turn. */
export type Lane = "stranger" | "enrolled" | "telephone";

export function createPasswords(): Passwords {
  const lines = { stranger: line(), enrolled: line(), telephone: line() };
  const nobody = hash("the password of nobody", ARGON2ID);
  return {
    hash: (password) => hash(password.normalize("NFKC"), ARGON2ID),
    check: async (password, phc, lane) => {
      const done = await lines[lane].turn();
      if (!done) return "busy";
      try {
        const right = await verify(phc ?? (await nobody), password.normalize("NFKC"));
        return right && phc !== undefined ? "right" : "wrong";
      } finally {
        done();
      }
    },
  };
}

/** Takes turns: so many at once, so many waiting, and the next is turned away. */
function line(): { turn(): Promise<(() => void) | undefined> } {
  let busy = 0;
  const waiting: (() => void)[] = [];
  const leave = (): void => {
    const next = waiting.shift();
    if (next) next();
    else busy--;
  };
  return {
    turn: async () => {
      if (busy < HASHING.atOnceMax) {
        busy++;
        return leave;
      }
      if (waiting.length >= HASHING.waitingMax) return undefined;
      await new Promise<void>((resolve) => waiting.push(resolve));
      return leave;
    },
  };
}
