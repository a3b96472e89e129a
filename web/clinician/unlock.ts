import { startAuthentication, startRegistration } from "@simplewebauthn/browser";
import type { Me } from "../../contract/index.ts";
import { api, type Answer, type Trouble } from "../api/index.ts";

const refused = (say: string): Trouble => ({ kind: "refused", status: 0, code: "passkey", say });

/** A challenge of the server, the passkey of this phone, and the server again. */
export async function unlockWithPasskey(): Promise<Answer<Me>> {
  const begun = await api.unlockOptions({ body: {} });
  if (!begun.ok) return begun;
  try {
    const response = await startAuthentication({ optionsJSON: begun.value.options as never });
    return await api.unlock({ body: { challengeId: begun.value.challengeId, response: response as never } });
  } catch {
    return { ok: false, trouble: refused("This phone did not hand over a passkey.") };
  }
}

/** WebAuthn Level 3, section 5.1.3: the phone makes the key, and only its public half leaves it. */
export async function enrolThisPhone(name: string): Promise<Answer<unknown>> {
  const begun = await api.enrolOptions({ body: {} });
  if (!begun.ok) return begun;
  try {
    const response = await startRegistration({ optionsJSON: begun.value.options as never });
    return await api.enrol({ body: { challengeId: begun.value.challengeId, name, response: response as never } });
  } catch {
    return { ok: false, trouble: refused("This phone did not make a passkey, or has one already.") };
  }
}
