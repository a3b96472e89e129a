import type { Receipt } from "../../contract/index.ts";

const nodes = ["claimed", "accepted", "on-device", "opened"] as const;
const words: Record<Receipt, string> = { claimed: "Attempt made", accepted: "Accepted, not on a device yet", "on-device": "On the device, not opened", opened: "Opened only", failed: "Did not go through" };

/** The furthest thing that is known, in a word. Never more than its receipt says. */
export function receiptWord(receipts: readonly Receipt[], takenBy: string | null): string {
  if (takenBy) return `Taken by ${takenBy}`;
  const furthest = nodes.findLast((node) => receipts.includes(node));
  if (receipts.includes("failed") && furthest !== "opened" && furthest !== "on-device") return words.failed;
  return furthest ? words[furthest] : "Not attempted yet";
}

/** Attempt, accepted, on device, opened; a gap; a person. Pass the set of receipts, not a level. */
export function ReceiptTrack({ receipts, takenBy = null }: { readonly receipts: readonly Receipt[]; readonly takenBy?: string | null }) {
  const label = takenBy ? receiptWord(receipts, takenBy) : `${receiptWord(receipts, null)}. Not acknowledged.`;
  return (
    <span className="track" role="img" aria-label={label}>
      {nodes.map((node) => <i key={node} data-on={receipts.includes(node) || undefined} />)}
      <i data-on={takenBy !== null || undefined} />
    </span>
  );
}
