import { parseArgs, type ParseArgsConfig } from "node:util";

const MISUSE = 2;
type Options = NonNullable<ParseArgsConfig["options"]>;
type Values<O extends Options> = ReturnType<typeof parseArgs<{ options: O; allowNegative: true }>>["values"];

/** What stands behind a command. `--help`, and a word that is no option of it, are answered with `usage`. */
export function asked<const O extends Options>(options: O, usage: string): Values<O> {
  try {
    const { values } = parseArgs({ options: { ...options, help: { type: "boolean", default: false } }, allowNegative: true });
    if (!(values as { help?: boolean }).help) return values as Values<O>;
    console.log(usage);
    process.exit(0);
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`);
    process.exit(MISUSE);
  }
}
