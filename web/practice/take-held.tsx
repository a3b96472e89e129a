import type { MessageDetail } from "../../contract/index.ts";
import { api } from "../api/index.ts";
import { useSending } from "../api/asked.ts";
import { useMe } from "../app/session.tsx";
import { Button, Icon, moment } from "../ui/index.ts";
import { Outcome } from "./parts.tsx";

/** [W92] A message that waits for the office: its own people take it here, and nobody rings them about it. */
export function TakeHeld({ message, taken }: { readonly message: MessageDetail; readonly taken: () => void }) {
  const me = useMe();
  const sending = useSending();
  if (message.heldUntil === undefined) return null;
  const mayTake = me.memberships.some(({ role }) => role === "client-manager");
  const take = () => sending.send(() => api.takeHeld({ params: { message: message.message }, body: { revision: message.revision } }), taken);
  return (
    <div className="stack tight" role="group" aria-label="Held for the office">
      <p className="row nowraprow sm"><Icon name="moon" tone="dim" /><span>Held for the office, which opens {moment(message.zone, message.heldUntil)}.{mayTake && " Taken here, it is yours to answer and nobody rings you about it."}</span></p>
      {mayTake && <span><Button tone="strong" icon="check" inert={sending.busy} onClick={take}>We have it</Button></span>}
      {sending.trouble && <Outcome sending={sending} what="It was not taken" />}
    </div>
  );
}
