import { encode } from "uqr";

/** Modules of white around the code (ISO/IEC 18004, section 9.1): without them cameras do not find it. */
const QUIET_MODULES = 4;

/** One path of squares, row by row. */
export function pathOf(modules: readonly (readonly boolean[])[]): string {
  return modules.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x + QUIET_MODULES},${y + QUIET_MODULES}h1v1h-1z` : ""))).join("");
}

/** A QR code drawn here, from words that leave this page for nowhere. Dark on white in both themes, as cameras expect. */
export default function Qr({ text, label }: { readonly text: string; readonly label: string }) {
  const { data } = encode(text, { ecc: "M", border: 0 });
  const size = data.length + QUIET_MODULES * 2;
  return <svg className="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges"><rect width={size} height={size} fill="#fff" /><path d={pathOf(data)} fill="#000" /></svg>;
}
