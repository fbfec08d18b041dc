import { css, html, nothing, type CSSResultGroup, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { property, query, state } from '../base/decorators.js';
import { toRallyError, type Board, type Idea, type RallyError } from '@rallykit/core';
import { number } from '../base/format.js';
import { errorState } from '../base/parts.js';
import { RallyElement } from '../base/rally-element.js';
import { shared } from '../base/shared.styles.js';
import { Watch } from '../base/watch.js';
import { commonWords } from '../base/words.js';
import { mergeWords } from './merge.words.js';

const pauseMs = 350;
/** What an idea is about shows in its beginning. */
const longest = 600;
const candidates = 6;

/** The form is done with, as `rally-merge-close`. `merged` is whether the idea was merged. */
export class MergeCloseEvent extends Event {
  readonly merged: boolean;

  constructor(merged: boolean) {
    super('rally-merge-close', { bubbles: true });
    this.merged = merged;
  }
}

/**
 * @summary Where the team chooses which idea another says the same as, and sees what merging does. Used inside `<rally-idea>`.
 *
 * @event {ActRequestEvent} rally-idea-merge-request - Before the idea is merged; can be stopped.
 * @event {ActEvent} rally-idea-merge - After it was merged.
 * @event {MergeCloseEvent} rally-merge-close - The form is done with.
 * @csspart base - The form.
 */
export class RallyIdeaMerge extends RallyElement {
  static override styles: CSSResultGroup = [
    shared,
    css`
      form,
      .choices,
      .find {
        display: grid;
        gap: 0.7em;
      }
      .find {
        gap: 0.25em;
      }
      .choices {
        gap: 0.15em;
      }
      .choice {
        display: flex;
        gap: 0.6em;
        align-items: baseline;
        padding-block: 0.4em;
        cursor: pointer;
      }
      .choice input {
        flex: none;
      }
    `,
  ];

  readonly #session = new Watch(this, (store) => store.session);
  readonly #list = new Watch(this, (store) => {
    const { idea } = this;
    const supports = this.#session.value?.supports;
    if (!idea || !supports) return undefined;
    const { board, title, body } = idea;
    // One more than is shown: the idea itself may be among them.
    const kinds = { kind: 'idea', board, first: candidates + 1 } as const;
    if (this.text && supports.search) return store.list({ ...kinds, search: this.text });
    const similar = [...`${title} ${body}`].slice(0, longest).join('');
    return store.list(supports.similar ? { ...kinds, similar } : kinds);
  });

  /** The idea that is to be merged. */
  @property({ attribute: false }) idea: Idea | undefined;
  @property({ attribute: false }) board: Board | undefined;

  @state() private text = '';
  @state() private target: Idea | undefined;
  @state() private failed: RallyError | undefined;
  @state() private busy = false;

  @query('input') private first!: HTMLElement | null;

  #timer: ReturnType<typeof setTimeout> | undefined;

  override focus(): void {
    this.first?.focus();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('idea');
    if (before && before.id !== this.idea?.id) this.target = undefined;
  }

  #onInput(event: InputEvent): void {
    const text = (event.currentTarget as HTMLInputElement).value.trim();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.text = text), pauseMs);
  }

  #onKeydown(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    this.#close(false);
  }

  async #onSubmit(event: Event): Promise<void> {
    event.preventDefault();
    const { idea, target } = this;
    if (!idea || !target || this.busy) return;
    this.busy = true;
    this.failed = undefined;
    try {
      if (await this.act('idea.merge', { id: idea.id, into: target.id })) this.#close(true);
    } catch (thrown) {
      this.failed = toRallyError(thrown);
    } finally {
      this.busy = false;
    }
  }

  #close(merged: boolean): void {
    this.dispatchEvent(new MergeCloseEvent(merged));
  }

  protected override renderWith(): TemplateResult {
    const { failed, target } = this;
    return html`<form
      part="base"
      aria-label=${mergeWords.label}
      @submit=${this.#onSubmit}
      @keydown=${this.#onKeydown}
    >
      ${
        this.#session.value?.supports.search
          ? html`<label class="find">
              <span class="small soft">${mergeWords.find}</span>
              <input class="field" type="search" dir="auto" autocomplete="off" @input=${this.#onInput} />
            </label>`
          : nothing
      }
      ${this.#renderChoices()}
      <div role="status">${target ? this.#renderEffect(target) : nothing}</div>
      ${failed ? html`<p class="problem" role="alert">${failed.message}</p>` : nothing}
      <div class="row">
        <span class="grow"></span>
        <button class="btn" type="button" @click=${() => this.#close(false)}>${commonWords.cancel}</button>
        <button class="btn primary" aria-disabled=${this.busy || !target}>${mergeWords.merge}</button>
      </div>
    </form>`;
  }

  #renderChoices(): TemplateResult | typeof nothing {
    const list = this.#list.value;
    if (list?.status === 'error') return errorState(list.error!, () => void this.#list.source?.refresh());
    const found = (list?.items ?? [])
      .filter(({ id, pending }) => id !== this.idea?.id && !pending)
      .slice(0, candidates);
    const { target } = this;
    // What was chosen stays, though another search does not find it.
    const choices = target && !found.some(({ id }) => id === target.id) ? [target, ...found] : found;
    if (choices.length === 0)
      return list?.status === 'ready' ? html`<p class="small" role="status">${mergeWords.none}</p>` : nothing;
    return html`<fieldset aria-busy=${list?.status !== 'ready'}>
      <legend class="small soft">${mergeWords.found}</legend>
      <div class="choices">
        ${repeat(
          choices,
          ({ id }) => id,
          (idea) => this.#renderChoice(idea),
        )}
      </div>
    </fieldset>`;
  }

  #renderChoice(idea: Idea): TemplateResult {
    const { score } = idea.tally;
    const status = this.board?.pipeline.find(({ id }) => id === idea.status)?.label;
    const votes = commonWords.votes(score, number(score, this.language));
    return html`<label class="choice">
      <input
        type="radio"
        name="target"
        value=${idea.id}
        .checked=${idea.id === this.target?.id}
        @change=${() => (this.target = idea)}
      />
      <span>
        <b dir="auto">${idea.title}</b>
        <span class="small soft">${[status, votes].filter(Boolean).join(' · ')}</span>
      </span>
    </label>`;
  }

  /** What will happen, before it does. */
  #renderEffect({ tally }: Idea): TemplateResult | typeof nothing {
    const { idea } = this;
    if (!idea) return nothing;
    const show = (count: number) => number(count, this.language);
    return html`<ul class="small">
      <li>${mergeWords.votes(show(idea.tally.score), show(tally.score))}</li>
      ${idea.comments ? html`<li>${mergeWords.talk(idea.comments, show(idea.comments))}</li>` : nothing}
      <li>${mergeWords.named}</li>
    </ul>`;
  }
}
