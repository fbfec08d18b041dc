import { html, type ReactiveController, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Board, Idea, Query, Question } from '@rallykit/core';
import type { Store } from '@rallykit/store';
import type { BoardElement } from '../board/board.js';
import { chipsOf, renderFilters, type Filtering } from './filters.js';
import { shortcutOf, usesKeys } from './shortcuts.js';
import type { RallyTriage } from './tools.js';
import './tools.define.js';
import { viewKey, type SavedView } from './views.js';
import { triageWords } from './triage.words.js';

export { pickStyles } from './triage.styles.js';

/** What the team does with many ideas of a board at once: which are selected, and what single keys do. */
export class Triage implements ReactiveController {
  readonly #host: BoardElement<'idea' | 'question'>;
  /** By id, as they were when they were selected. */
  readonly #selected = new Map<string, Idea>();
  #selecting = false;
  /** Where a range begins. */
  #last: string | undefined;

  constructor(host: BoardElement<'idea' | 'question'>) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#host.addEventListener('keydown', this.#onKey);
  }

  hostDisconnected(): void {
    this.#host.removeEventListener('keydown', this.#onKey);
  }

  get #shown(): readonly Idea[] {
    return this.#host.shown.filter((post) => post.kind === 'idea');
  }

  get #tools(): RallyTriage | null {
    return this.#host.renderRoot.querySelector('rally-triage');
  }

  get selecting(): boolean {
    return this.#selecting;
  }

  /** Begins to select, or ends it with nothing selected. */
  async select(on: boolean): Promise<void> {
    this.#selecting = on;
    this.only(() => false);
    await this.#host.updateComplete;
  }

  selectAll(): void {
    for (const idea of this.#shown) this.#selected.set(idea.id, idea);
    this.#host.requestUpdate();
  }

  /** Keeps only these of the selected. */
  only(kept: (idea: Idea) => boolean): void {
    for (const idea of this.#selected.values()) if (!kept(idea)) this.#selected.delete(idea.id);
    this.#host.requestUpdate();
  }

  /** What a row of this idea shows beside its title: for the rows, which are made anew when it changes. */
  markOf({ id }: Idea | Question): boolean | undefined {
    return this.#selecting ? this.#selected.has(id) : undefined;
  }

  /** The box that selects an idea, for before its title. */
  mark(post: Idea | Question): TemplateResult | undefined {
    if (!this.#selecting || post.kind !== 'idea') return undefined;
    return html`<label class="pick"
      ><input
        type="checkbox"
        aria-label=${triageWords.selectIdea(post.title)}
        .checked=${live(this.#selected.has(post.id))}
        @click=${(event: MouseEvent) => this.#pick(post, event.shiftKey)}
    /></label>`;
  }

  /** Selects an idea or lets it go; with `range`, does the same with all between the last one and it. */
  #pick(idea: Idea, range: boolean): void {
    const shown = this.#shown;
    const on = !this.#selected.has(idea.id);
    const at = shown.findIndex(({ id }) => id === idea.id);
    const from = range ? shown.findIndex(({ id }) => id === this.#last) : at;
    const [start, end] = from < 0 ? [at, at] : [Math.min(from, at), Math.max(from, at)];
    for (const each of shown.slice(start, end + 1)) {
      if (on) this.#selected.set(each.id, each);
      else this.#selected.delete(each.id);
    }
    this.#last = idea.id;
    this.#host.requestUpdate();
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const store = this.#host.rally;
    const shortcut = shortcutOf(event);
    if (!shortcut || !store || !usesKeys(store) || this.#host.opened !== undefined) return;
    event.preventDefault();
    const titles = [...this.#host.renderRoot.querySelectorAll<HTMLElement>('.title')];
    const focus = this.#host.shadowRoot?.activeElement;
    const at = titles.findIndex(
      (title) => title === focus || title.closest('.post') === focus?.closest('.post'),
    );
    const idea = this.#shown[at];
    switch (shortcut) {
      case 'next':
        return titles[Math.min(at + 1, titles.length - 1)]?.focus();
      case 'previous':
        return titles[Math.max(at - 1, 0)]?.focus();
      case 'open':
        return titles[at]?.click();
      case 'select':
        if (!idea) return;
        this.#selecting = true;
        return this.#pick(idea, false);
      case 'search':
        return this.#host.renderRoot.querySelector<HTMLElement>('input[type=search]')?.focus();
      case 'help':
        return this.#tools?.showKeys();
      default:
        return void this.#form(shortcut, idea);
    }
  };

  /** Opens a form for what is selected, or else for this one. */
  async #form(form: 'status' | 'tags', idea: Idea | undefined): Promise<void> {
    if (this.#selected.size === 0) {
      if (!idea) return;
      this.#selecting = true;
      this.#pick(idea, false);
    }
    await this.#host.updateComplete;
    await this.#tools?.open(form);
  }

  /** What the team narrows the list by, for the filter of the board. */
  renderFilters(filtering: Filtering): TemplateResult | undefined {
    const store = this.#host.rally;
    return store && renderFilters(filtering, this.#shown, store);
  }

  chips(filtering: Filtering) {
    const store = this.#host.rally;
    return store ? chipsOf(filtering, store) : [];
  }

  get view(): Omit<SavedView, 'name'> {
    return this.#host.view;
  }

  /** Shows a view, with what it is narrowed by. */
  show({ filter, sort, search }: SavedView): void {
    this.#host.view = { filter, sort, search };
    // Without it there are no chips; the list is right all the same.
    this.#host.loadChoices().catch(() => {});
  }

  render(board: Board, store: Store): TemplateResult {
    const selected = [...this.#selected.values()].map((idea) => store.peek(idea) ?? idea);
    return html`<rally-triage
      .store=${store}
      .board=${board}
      .triage=${this}
      .shown=${this.#shown.length}
      .selecting=${this.#selecting}
      .selected=${selected}
      .view=${viewKey(this.view)}
      .query=${this.#host.query as Query<'idea'>}
    ></rally-triage>`;
  }
}
