/** A statement and its parameters. Statements do not nest: each is one text that a test can PREPARE. */
export interface Sql {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Tagged template: every `${value}` becomes a parameter, never text. */
export function sql(parts: TemplateStringsArray, ...values: unknown[]): Sql {
  return { text: texts.get(parts) ?? textOf(parts), values };
}

/** One text for each place in the code, so that it is put together, and hashed by whoever looks it up, once. */
const texts = new WeakMap<TemplateStringsArray, string>();

function textOf(parts: TemplateStringsArray): string {
  let text = parts[0]!;
  for (let i = 1; i < parts.length; i++) text += `$${i}${parts[i]}`;
  texts.set(parts, text);
  return text;
}
