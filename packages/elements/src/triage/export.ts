import { css, html, nothing, type CSSResultGroup, type TemplateResult } from 'lit';
import { property, state } from '../base/decorators.js';
import { toRallyError, type Board, type Query, type RallyError } from '@rallykit/core';
import type { Store } from '@rallykit/store';
import { number } from '../base/format.js';
import { RallyElement } from '../base/rally-element.js';
import { shared } from '../base/shared.styles.js';
import { download, readAll, toCsv, type Progress } from './csv.js';
import { csvWords } from './csv.words.js';

/**
 * @summary Where the team takes what a board shows as a CSV file: all pages of it, with progress and a stop. Used inside `<rally-ideas>`.
 *
 * @csspart base - The button, and how far it is.
 */
export class RallyIdeasExport extends RallyElement {
  static override styles: CSSResultGroup = [
    shared,
    css`
      :host {
        container-type: normal;
      }
      .row {
        gap: 0.4em 0.7em;
      }
      .btn {
        min-block-size: 34px;
        padding-block: 0.2em;
      }
    `,
  ];

  @property({ attribute: false }) board: Board | undefined;
  /** What the board shows. */
  @property({ attribute: false }) query: Query<'idea'> | undefined;

  @state() private progress: Progress | undefined;
  @state() private failed: RallyError | undefined;

  #reading: AbortController | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#reading?.abort();
  }

  async #export(store: Store, board: Board, query: Query<'idea'>): Promise<void> {
    if (this.#reading) return;
    const { signal } = (this.#reading = new AbortController());
    this.failed = undefined;
    this.progress = { done: 0, of: undefined };
    try {
      const ideas = await readAll(store, query, signal, (now) => (this.progress = now));
      if (!ideas) return this.announce(csvWords.stopped);
      const day = new Date().toISOString().slice(0, 10);
      download(toCsv(ideas, board, store), `${board.id}-${day}.csv`);
      this.announce(csvWords.exported(ideas.length, number(ideas.length, this.language)));
    } catch (thrown) {
      this.failed = toRallyError(thrown);
    } finally {
      const hadFocus = this.shadowRoot?.activeElement;
      this.#reading = this.progress = undefined;
      await this.updateComplete;
      if (hadFocus) this.renderRoot.querySelector<HTMLElement>('.btn')?.focus();
    }
  }

  protected override renderWith(store: Store): TemplateResult {
    const { board, query, progress, failed } = this;
    if (!board || !query) return html``;
    const button = html`<button
      class="btn quiet"
      type="button"
      @click=${() => void this.#export(store, board, query)}
    >
      ${csvWords.export}
    </button>`;
    return html`<div class="row" part="base">
      ${progress ? this.#renderProgress(progress) : button}
      ${failed ? html`<p class="problem" role="alert">${failed.message}</p>` : nothing}
    </div>`;
  }

  #renderProgress({ done, of }: Progress): TemplateResult {
    const show = (count: number) => number(count, this.language);
    const said = csvWords.exporting(show(done), of === undefined ? undefined : show(of));
    return html`<progress
        max=${of ?? 1}
        value=${of === undefined ? nothing : done}
        aria-label=${said}
      ></progress>
      <span class="small num">${said}</span>
      <button class="btn" type="button" @click=${() => this.#reading?.abort()}>${csvWords.stop}</button>`;
  }
}
