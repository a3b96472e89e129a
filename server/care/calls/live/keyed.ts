import type { CallId } from "../../../foundation/ids.ts";
import type { MediaEngine } from "../ports.ts";
import type { Board } from "./board.ts";
import type { After } from "./spoken.ts";

interface KeyedAsk {
  readonly digitsMax: number;
  readonly waitSeconds: number;
}

const END = "#";

/**
 * [C70] What the caller of a live call keys while the call is on hold. It goes to the machine alone: the operator is not bridged, so they
 * neither hear a tone nor see a digit, and the first key after the hold is over ends it. Undefined: nothing whole came in time.
 */
export function createKeyed(media: Pick<MediaEngine, "onEvent">, board: Board, after: After) {
  const hearing = new Map<string, (digit: string) => void>();
  media.onEvent((event) => {
    if (event.kind === "digit") hearing.get(event.endpoint)?.(event.digit);
  });
  return (id: CallId, { digitsMax, waitSeconds }: KeyedAsk): Promise<string | undefined> => {
    const call = board.calls.get(id);
    const phone = call?.phone?.id;
    const isHeld = (): boolean => call?.state.phase === "held" && call.phone?.id === phone;
    if (!call || phone === undefined || !isHeld() || hearing.has(phone)) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      let digits = "";
      call.isKeyed = true;
      const finish = (what: string | undefined): void => {
        hearing.delete(phone);
        call.isKeyed = false;
        callOff();
        resolve(what);
      };
      const callOff = after(waitSeconds * 1000, () => finish(undefined));
      hearing.set(phone, (digit) => {
        if (!isHeld()) return finish(undefined);
        if (digit === END) return finish(digits === "" ? undefined : digits);
        digits += digit;
        if (digits.length >= digitsMax) finish(digits);
      });
    });
  };
}
