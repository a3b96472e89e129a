import { execFileSync, type ExecFileSyncOptionsWithStringEncoding } from "node:child_process";

const SCRIPT = new URL("../trust/vault/second_opener.py", import.meta.url).pathname;
const OPTIONS: ExecFileSyncOptionsWithStringEncoding = { encoding: "utf8", timeout: 20_000, maxBuffer: 64 * 2 ** 20 };

/** Debian's own Python, which has Debian's python3-cryptography; another one on the path may lack it. */
const PYTHON = "/usr/bin/python3";

export interface SecondAnswer {
  readonly opened?: string;
  readonly refused?: string;
}

/** Asks the Python implementation. Fails naming the package when it is missing. */
export function askSecondOpener(asks: readonly object[]): SecondAnswer[] {
  try {
    return JSON.parse(execFileSync(PYTHON, [SCRIPT], { ...OPTIONS, input: JSON.stringify(asks) })) as SecondAnswer[];
  } catch (error) {
    throw new Error("the second opener did not run: apt-get install python3-cryptography", { cause: error });
  }
}
