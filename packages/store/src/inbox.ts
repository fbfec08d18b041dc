/** What is told, in order, for one who hears it later. */
export class Inbox<T> {
  readonly #waiting: T[] = [];
  #wake = () => {};

  push(item: T): void {
    this.#waiting.push(item);
    this.#wake();
  }

  /** All that is told until the signal aborts. */
  async *heard(signal: AbortSignal): AsyncGenerator<T, void> {
    signal.addEventListener('abort', () => this.#wake(), { once: true });
    while (!signal.aborted) {
      if (this.#waiting.length > 0) yield this.#waiting.shift()!;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
