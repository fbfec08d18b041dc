import { html, type ReactiveController, type TemplateResult } from 'lit';
import { moreIcons } from '../base/more-icons.js';
import { postAddress, postKey } from '../base/post-address.js';
import type { RallyElement } from '../base/rally-element.js';

/** An element that lists posts or boards and shows one of them in the place of all. */
export interface OpeningHost extends RallyElement {
  readonly kind: 'idea' | 'question' | 'board';
  readonly permalinks: boolean;
  /** Id of what is open. */
  opened: string | undefined;
  /** Loads the element that shows it. */
  load(id: string): Promise<unknown>;
  /** The control that opens it, while it is listed. */
  titleOf(id: string): HTMLElement | null;
}

/**
 * Opens a post in place of a list, and comes back to where it stood. Where the host has `permalinks`, what is open is
 * kept in the page's address; without it, nothing of the page's address is read or changed.
 */
export class Opening implements ReactiveController {
  readonly #host: OpeningHost;
  readonly #permalinks: () => boolean;
  /** Where the opened post stood in the window, to come back to. */
  #top = 0;
  /** Entries that this added to the history, so that leaving goes back instead of adding one more. */
  #pushed = 0;

  /** `permalinks`: whether what is open has an address; as the host says when left out. */
  constructor(host: OpeningHost, permalinks = () => host.permalinks) {
    this.#host = host;
    this.#permalinks = permalinks;
    host.addController(this);
  }

  async open(id: string): Promise<void> {
    await this.#show(id);
    if (!this.#permalinks() || this.#linked === id) return;
    history.pushState(history.state, '', postAddress(this.#host.kind, id));
    this.#pushed += 1;
  }

  /** Closes what is open, the way the back button does. */
  readonly #leave = (): void => {
    if (this.#permalinks() && this.#pushed > 0) return history.back();
    if (this.#permalinks()) history.replaceState(history.state, '', location.pathname + location.search);
    void this.#show(undefined);
  };

  async #show(id: string | undefined): Promise<void> {
    const host = this.#host;
    if (id === host.opened) return;
    if (id === undefined) return this.#back();
    await Promise.all([host.load(id), host.updateComplete]);
    this.#top = host.titleOf(id)?.getBoundingClientRect().top ?? 0;
    host.opened = id;
    await host.updateComplete;
    host.renderRoot.querySelector<HTMLElement>('.back button')?.focus({ preventScroll: true });
    if (host.getBoundingClientRect().top < 0) host.scrollIntoView();
  }

  async #back(): Promise<void> {
    const host = this.#host;
    const id = host.opened;
    host.opened = undefined;
    await host.updateComplete;
    const title = id && host.titleOf(id);
    if (!title) return;
    title.focus({ preventScroll: true });
    window.scrollBy({ top: title.getBoundingClientRect().top - this.#top, behavior: 'instant' });
  }

  hostConnected(): void {
    addEventListener('popstate', this.#onPop);
    const id = this.#permalinks() && this.#linked;
    if (id) void this.#show(id);
  }

  hostDisconnected(): void {
    removeEventListener('popstate', this.#onPop);
  }

  readonly #onPop = (): void => {
    if (!this.#permalinks()) return;
    const id = this.#linked;
    if (id === undefined) this.#pushed = Math.max(0, this.#pushed - 1);
    void this.#show(id);
  };

  /** The post that the page's address names. */
  get #linked(): string | undefined {
    return new URLSearchParams(location.hash.slice(1)).get(postKey(this.#host.kind)) ?? undefined;
  }

  /** `back` is what the way back to the list is called. */
  render(post: TemplateResult, back: string): TemplateResult {
    return html`<div class="back">
        <button class="btn quiet" type="button" @click=${this.#leave}>${moreIcons.back} ${back}</button>
      </div>
      ${post}`;
  }
}
