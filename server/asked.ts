export const USAGE = `Usage: npm start [-- --empty]

Without --empty an empty home becomes a demonstration. With it, it becomes an installation: see docs/install.md.`;

export type Asked = { readonly ok: true; readonly empty: boolean } | { readonly ok: false; readonly says: string };

/**
 * What stands behind `npm start`. A misspelt word must not become a demonstration, and npm keeps for itself what is written without
 * the two dashes before it.
 */
export function askedFor(words: readonly string[], env: NodeJS.ProcessEnv): Asked {
  const strange = words.find((word) => word !== "--empty");
  if (strange !== undefined) return { ok: false, says: `There is no ${strange}.\n\n${USAGE}` };
  if (words.length === 0 && env.npm_config_empty !== undefined) return { ok: false, says: `npm kept --empty for itself: write npm start -- --empty\n\n${USAGE}` };
  return { ok: true, empty: words.length > 0 };
}
