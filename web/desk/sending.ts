import type { Draft } from "../../contract/index.ts";
import type { Answer, Trouble } from "../api/index.ts";

export interface Sent { readonly message: string; readonly revision: number; readonly sentAt: string }
export type Sending =
  | { readonly state: "open" }
  | { readonly state: "going" }
  | { readonly state: "sent"; readonly sent: Sent; readonly typedSince: boolean }
  /** `unknown`: it may have arrived. The same text goes again under the same key. */
  | { readonly state: "stuck"; readonly trouble: Trouble; readonly unknown: boolean };

interface SenderWants {
  readonly newKey: () => string;
  readonly send: (key: string, draft: Draft) => Promise<Answer<Sent>>;
  readonly onChange: (sending: Sending) => void;
}

/** Sends one draft once. The key is made once and kept until the server said yes; while nobody knows, the text under it does not change. */
export function createSender(wants: SenderWants) {
  const key = wants.newKey();
  let going = false;
  let frozen: Draft | undefined;
  return async function send(draft: Draft): Promise<void> {
    if (going) return;
    going = true;
    const sent = frozen ?? draft;
    wants.onChange({ state: "going" });
    const answer = await wants.send(key, sent);
    going = false;
    if (answer.ok) return wants.onChange({ state: "sent", sent: answer.value, typedSince: sent !== draft && JSON.stringify(sent) !== JSON.stringify(draft) });
    const unknown = answer.trouble.kind === "unreachable";
    frozen = unknown ? sent : undefined;
    wants.onChange({ state: "stuck", trouble: answer.trouble, unknown });
  };
}
