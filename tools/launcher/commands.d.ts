export interface Command {
  readonly file: string;
  /** Node's own options. */
  readonly flags?: readonly string[];
  readonly lean: boolean;
  readonly web: boolean;
  readonly says: string;
}
export const serverFlags: readonly string[];
export const commands: Readonly<Record<string, Command>>;
export function help(isHere: (file: string) => boolean): string;
