export const NODE_MAJOR_MIN: number;
export const PINNED_NODE: string;
export function chooseNode(given: { version: string; execPath: string; root: string }): string;
export function installsWhole(version: string): boolean;
