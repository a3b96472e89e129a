import { asked } from "../asked.ts";
import { canary } from "../canary/run.ts";

const HELP = `Runs the main job over TLS and SRTP with a marker in everything private, then looks for the markers in the clear:
in the database's files and log, keys, logs, temporary files, recordings, and in the captured traffic of the run.

  npm run canary

Ends with "planted N, found M". Exit status 1: something was found, or the search did not work; 2: the traffic could not be captured (tcpdump, as root).`;

asked({}, HELP);
// A run that broke off leaves connections behind which would keep this process alive.
process.exit(await outcome());

async function outcome(): Promise<number> {
  try {
    return await canary((line) => console.log(line));
  } catch (error) {
    console.error(`The run could not be done: ${(error as Error).message}`);
    return 1;
  }
}
