import type { MessageDetail } from "../../contract/index.ts";
import { api } from "../api/index.ts";
import { useSending } from "../api/asked.ts";
import { Icon, ProblemNote } from "../ui/index.ts";

/** The service rings this person, and then the caller, who sees the practice: what comes of it is written down by itself. */
export function RingBack({ message, name }: { readonly message: MessageDetail; readonly name: string }) {
  const sending = useSending();
  const ring = () => { if (!sending.busy) sending.send(() => api.ringBack({ params: { message: message.message }, body: { revision: message.revision } }), () => undefined); };
  return (
    <>
      <button type="button" className="btn btn-strong btn-big callnow" aria-disabled={sending.busy} onClick={ring}><Icon name="phone-call" size={20} /><span className="wraps">Connect me to {name}</span></button>
      <p className="sm t2" role="status">{sending.done ? "Your phone rings now. Press 1, and the caller is rung. What comes of it is written down for you." : "The service rings your phone, then the caller, who sees the practice’s number and not yours."}</p>
      {sending.trouble && <ProblemNote what="Nobody was rung" trouble={sending.trouble} safe="The message is still yours." />}
    </>
  );
}
