import { html, type TemplateResult } from 'lit';
import type { Ref } from '@rallykit/core';
import type { Store } from '@rallykit/store';
import '../composer/composer.define.js';
import type { BoardElement } from './board.js';
import { boardWords } from './board.words.js';

type Host = BoardElement<'idea' | 'question'>;

/** The composer at the head of a board's list. */
export class Composing {
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  /** Shows it and puts the focus there, with `text` as a first title. */
  async open(text: string): Promise<void> {
    const host = this.#host;
    host.opened = undefined;
    host.composing = this;
    await host.updateComplete;
    const composer = host.renderRoot.querySelector('rally-composer');
    if (!composer) return;
    if (text) composer.text = text;
    composer.scrollIntoView({ block: 'nearest' });
    composer.focus();
  }

  async #close(
    done: (Event & { readonly ref?: Ref; readonly earlier?: boolean }) | undefined,
  ): Promise<void> {
    const host = this.#host;
    host.composing = undefined;
    if (done) host.announce(boardWords.shared);
    if (done?.earlier) return;
    await host.updateComplete;
    const post = done?.ref && host.titleOf(done.ref.id);
    const target = post ?? host.renderRoot.querySelector<HTMLElement>('.compose');
    target?.scrollIntoView({ block: 'nearest' });
    target?.focus();
  }

  render(store: Store): TemplateResult {
    const { kind, board } = this.#host;
    return html`<div class="composer">
      <rally-composer
        kind=${kind}
        board=${board!}
        .store=${store}
        @rally-composer-done=${(event: Event) => this.#close(event)}
        @rally-composer-cancel=${() => this.#close(undefined)}
      ></rally-composer>
    </div>`;
  }
}
