/** A statement and its parameters. Statements do not nest: each is one text that a test can PREPARE. */
export interface Sql {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Tagged template: every `${value}` becomes a parameter, never text. */
export function sql(parts: TemplateStringsArray, ...values: unknown[]): Sql {
  let text = parts[0]!;
  for (let i = 1; i < parts.length; i++) text += `$${i}${parts[i]}`;
  return { text, values };
}
