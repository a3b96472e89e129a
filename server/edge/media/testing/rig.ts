/** An engine with its callers and what it told, for tests; everything opened is closed by `clear`. */
import type { Endpoint, MediaEngine, MediaEvent } from "../../../care/calls/ports.ts";
import type { Suite } from "../srtp.ts";
import { FakePhone } from "./fake-phone.ts";

export interface Caller { readonly phone: FakePhone; readonly endpoint: Endpoint; readonly answer: string }

export interface Rig {
  readonly phones: FakePhone[];
  readonly endpoints: Endpoint[];
  caller(suite?: Suite, near?: Endpoint): Promise<Caller>;
  told(kind: MediaEvent["kind"], endpoint: Endpoint): MediaEvent[];
  clear(): Promise<void>;
}

export function rigOf(media: MediaEngine): Rig {
  const events: MediaEvent[] = [];
  media.onEvent((event) => events.push(event));
  const phones: FakePhone[] = [];
  const endpoints: Endpoint[] = [];
  return {
    phones, endpoints,
    async caller(suite, near) {
      const phone = await FakePhone.open(suite);
      phones.push(phone);
      const made = await media.createPhone(phone.offer(), near);
      if (!made) throw new Error("the engine refused the fake telephone's offer");
      endpoints.push(made.endpoint);
      phone.meet(made.answer);
      return { phone, ...made };
    },
    told: (kind, { id }) => events.filter((each) => each.kind === kind && each.endpoint === id),
    async clear() {
      for (const each of endpoints.splice(0)) await media.close(each);
      for (const each of phones.splice(0)) each.close();
      events.length = 0;
    },
  };
}
