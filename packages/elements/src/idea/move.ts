import { css, html, nothing, type CSSResultGroup, type TemplateResult } from 'lit';
import { property, query, state } from '../base/decorators.js';
import { toRallyError, type Board, type Idea, type RallyError } from '@rallykit/core';
import { errorState } from '../base/parts.js';
import { RallyElement } from '../base/rally-element.js';
import { shared } from '../base/shared.styles.js';
import { Watch } from '../base/watch.js';
import { commonWords } from '../base/words.js';
import { moveWords } from './move.words.js';

/** A community has few boards. */
const mostBoards = 100;

/** The form is done with, as `rally-move-close`. `to` is the title of the board where the idea is now, if it was moved. */
export class MoveCloseEvent extends Event {
  readonly to: string | undefined;

  constructor(to: string | undefined) {
    super('rally-move-close', { bubbles: true });
    this.to = to;
  }
}

/**
 * @summary Where the team chooses the board that an idea belongs on, and sees what changes by it. Used inside `<rally-idea>`.
 *
 * @event {ActRequestEvent} rally-idea-move-request - Before the idea is moved; can be stopped.
 * @event {ActEvent} rally-idea-move - After it was moved.
 * @event {MoveCloseEvent} rally-move-close - The form is done with.
 * @csspart base - The form.
 */
export class RallyIdeaMove extends RallyElement {
  static override styles: CSSResultGroup = [
    shared,
    css`
      form,
      label {
        display: grid;
        gap: 0.7em;
      }
      label {
        gap: 0.25em;
      }
    `,
  ];

  readonly #boards = new Watch(this, (store) => store.list({ kind: 'board', first: mostBoards }));

  @property({ attribute: false }) idea: Idea | undefined;
  /** Where it is now. */
  @property({ attribute: false }) board: Board | undefined;

  @state() private chosen: string | undefined;
  @state() private failed: RallyError | undefined;
  @state() private busy = false;

  @query('select') private field!: HTMLElement | null;

  /** The idea as it was when the form was opened: what is on its way already shows it elsewhere. */
  #from: Idea | undefined;

  protected override willUpdate(): void {
    if (this.idea?.id !== this.#from?.id) this.#from = this.idea;
  }

  override focus(): void {
    this.field?.focus();
  }

  get #others(): readonly Board[] {
    return this.#boards.value?.items.filter(({ id }) => id !== this.#from?.board) ?? [];
  }

  #onKeydown(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    this.#close(undefined);
  }

  async #onSubmit(event: Event): Promise<void> {
    event.preventDefault();
    const { idea } = this;
    const to = this.#others.find(({ id }) => id === this.chosen);
    if (!idea || !to || this.busy) return;
    this.busy = true;
    this.failed = undefined;
    try {
      if (await this.act('idea.move', { id: idea.id, board: to.id })) this.#close(to.title);
    } catch (thrown) {
      this.failed = toRallyError(thrown);
    } finally {
      this.busy = false;
    }
  }

  #close(to: string | undefined): void {
    this.dispatchEvent(new MoveCloseEvent(to));
  }

  protected override renderWith(): TemplateResult {
    const boards = this.#boards.value;
    if (boards?.status === 'error')
      return errorState(boards.error!, () => void this.#boards.source?.refresh());
    const { failed, chosen } = this;
    const to = this.#others.find(({ id }) => id === chosen);
    return html`<form
      part="base"
      aria-label=${moveWords.label}
      aria-busy=${boards?.status !== 'ready'}
      @submit=${this.#onSubmit}
      @keydown=${this.#onKeydown}
    >
      ${boards?.status === 'ready' && this.#others.length === 0 ? html`<p class="small">${moveWords.none}</p>` : nothing}
      <label>
        <span class="small soft">${moveWords.to}</span>
        <select
          class="field"
          @change=${(event: Event) => (this.chosen = (event.currentTarget as HTMLSelectElement).value)}
        >
          <option value="" ?selected=${!to}>${moveWords.choose}</option>
          ${this.#others.map(
            ({ id, title }) => html`<option value=${id} ?selected=${id === chosen}>${title}</option>`,
          )}
        </select>
      </label>
      <div role="status">${to ? this.#renderEffect(to) : nothing}</div>
      ${failed ? html`<p class="problem" role="alert">${failed.message}</p>` : nothing}
      <div class="row">
        <span class="grow"></span>
        <button class="btn" type="button" @click=${() => this.#close(undefined)}>
          ${commonWords.cancel}
        </button>
        <button class="btn primary" aria-disabled=${this.busy || !to}>${moveWords.move}</button>
      </div>
    </form>`;
  }

  /** What will happen, before it does. */
  #renderEffect(to: Board): TemplateResult | typeof nothing {
    const { board } = this;
    const idea = this.#from;
    if (!idea) return nothing;
    const keeps = to.pipeline.some(({ id }) => id === idea.status);
    const lost = idea.tags.filter((tag) => !to.tags.some(({ id }) => id === tag));
    const labels = lost.map((tag) => board?.tags.find(({ id }) => id === tag)?.label ?? tag);
    return html`<ul class="small">
      <li>${moveWords.kept}</li>
      ${keeps ? nothing : html`<li>${moveWords.status(to.pipeline[0]!.label)}</li>`}
      ${labels.length > 0 ? html`<li>${moveWords.tags(labels.join(', '))}</li>` : nothing}
    </ul>`;
  }
}
