import type { Flow } from "../transport/flow.ts";

/** The flow a call uses now. A connection that carries a call is held open; whoever loses it is told. */
export class Way {
  readonly #lost: () => void;
  #flow: Flow;
  #forget: () => void = () => undefined;

  constructor(flow: Flow, lost: () => void) {
    this.#lost = lost;
    this.#flow = flow;
    this.take(flow);
  }

  get flow(): Flow {
    return this.#flow;
  }

  take(flow: Flow): void {
    this.letGo();
    this.#flow = flow;
    flow.hold();
    const stop = flow.onLost(() => this.#lost());
    this.#forget = () => {
      stop();
      flow.release();
    };
  }

  letGo(): void {
    this.#forget();
    this.#forget = () => undefined;
  }
}
