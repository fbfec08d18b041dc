import { html, nothing, type CSSResultGroup, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { property, query, state } from '../base/decorators.js';
import type { Idea, Question } from '@rallykit/core';
import type { ListState, ListView, Store } from '@rallykit/store';
import { PostOpenRequestEvent } from '../base/events.js';
import { number } from '../base/format.js';
import { icons } from '../base/icons.js';
import { badge, emptyState, errorState, skeleton } from '../base/parts.js';
import { posts } from '../base/posts.styles.js';
import { RallyElement } from '../base/rally-element.js';
import { shared } from '../base/shared.styles.js';
import { Watch } from '../base/watch.js';
import { commonWords } from '../base/words.js';
import type { Opening, OpeningHost } from '../board/opening.js';
import { searchWords } from './search.words.js';
import { styles } from './search.styles.js';

const firstPage = 5;
const nextPage = 20;
/** Short enough to feel like typing, long enough not to ask for every letter. */
const typingMs = 200;

type Found = Idea | Question;
type FoundKind = Found['kind'];
const kinds: readonly FoundKind[] = ['idea', 'question'];

/** What the arrow keys go through: a post, or the way to more of its kind. */
type Option = { readonly kind: FoundKind; readonly post?: Found };

/**
 * @summary A search over the ideas and questions of a community, or of one board, with what is found below the field.
 *
 * Arrow keys go through what was found, Enter opens it, Escape closes the list. A post is read below the field, unless the
 * page shows it itself. Shows nothing where the store cannot search.
 *
 * @event {PostOpenRequestEvent} rally-idea-open-request - Before an idea opens here; stop it to show it elsewhere.
 * @event {PostOpenRequestEvent} rally-question-open-request - Before a question opens here; stop it to show it elsewhere.
 * @csspart base - The search.
 * @csspart results - What was found.
 */
export class RallySearch extends RallyElement implements OpeningHost {
  static override styles: CSSResultGroup = [shared, posts, styles];

  /** @internal */
  readonly permalinks = false;
  /** The kind of post that is open. @internal */
  kind: FoundKind = 'idea';

  readonly #session = new Watch(this, (store) => store.session);
  readonly #board = new Watch(this, (store) =>
    this.board && this.text ? store.entity({ kind: 'board', id: this.board }) : undefined,
  );
  readonly #lists: Readonly<Record<FoundKind, Watch<ListView<Found>>>> = {
    idea: new Watch(this, (store) => this.#view(store, 'idea')),
    question: new Watch(this, (store) => this.#view(store, 'question')),
  };

  /** The board to search in; all of them without it. */
  @property() board: string | undefined;

  /** What is looked for. */
  @state() private text = '';
  /** Whether what was found is shown. */
  @state() private open = false;
  /** The option that the arrow keys are on. */
  @state() private active = -1;
  /** Id of the post that is open below the field. @internal */
  @state() opened: string | undefined;

  @query('input') private field!: HTMLInputElement | null;
  @query('.box') private box!: HTMLElement | null;

  /** The last answers that were complete: stay, dimmed, while others load. */
  #shown: Partial<Record<FoundKind, ListState<Found>>> = {};
  #announced = '';
  #typing: ReturnType<typeof setTimeout> | undefined;
  #stopPlacing: (() => void) | undefined;
  #opening: Opening | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#typing);
    this.#close();
  }

  override focus(): void {
    this.field?.focus();
  }

  /** @internal */
  load(): Promise<unknown> {
    return this.kind === 'idea' ? import('../idea/idea.define.js') : import('../question/question.define.js');
  }

  /** Whoever comes back from a post is where they searched. @internal */
  titleOf(): HTMLElement | null {
    return this.field;
  }

  /** The kinds that can be found: a board has one of them. */
  get #kinds(): readonly FoundKind[] {
    const board = this.#board.value;
    const supported = kinds.filter((kind) => this.#session.value?.supports.kinds.includes(kind) ?? true);
    if (board?.status !== 'ready') return supported;
    return supported.filter((kind) => (kind === 'question') === (board.entity.purpose === 'support'));
  }

  #view(store: Store, kind: FoundKind): ListView<Found> | undefined {
    if (!this.text || !this.#kinds.includes(kind)) return undefined;
    const { board, text: search } = this;
    const total = this.#session.value?.supports.totals === 'exact';
    return store.list({ kind, search, first: firstPage, ...(board && { board }), ...(total && { total }) });
  }

  get #states(): readonly ListState<Found>[] {
    return this.#kinds.flatMap((kind) => this.#lists[kind].value ?? []);
  }

  get #isReady(): boolean {
    return this.#states.length > 0 && this.#states.every(({ status }) => status === 'ready');
  }

  get #options(): readonly Option[] {
    return this.#kinds.flatMap((kind): Option[] => {
      const list = this.#shown[kind];
      if (!list) return [];
      return [...list.items.map((post) => ({ kind, post })), ...(list.more ? [{ kind }] : [])];
    });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('board') || changed.has('store')) this.#shown = {};
    if (!this.text) this.#shown = {};
    else if (this.#isReady)
      this.#shown = Object.fromEntries(this.#kinds.map((kind) => [kind, this.#lists[kind].value]));
    this.active = Math.min(this.active, this.#options.length - 1);
  }

  protected override updated(): void {
    this.#show();
    this.renderRoot.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
    if (!this.#isReady || this.#announced === this.text) return;
    this.#announced = this.text;
    this.announce(this.#summary());
  }

  #summary(): string {
    const counts = this.#kinds
      .map((kind) => ({ kind, count: countOf(this.#lists[kind].value) }))
      .filter(({ count }) => count > 0)
      .map(({ kind, count }) => searchWords.found[kind](count, number(count, this.language)));
    return counts.length ? new Intl.ListFormat(this.language).format(counts) : searchWords.none(this.text);
  }

  /** Shows the box in the top layer, as wide as the field, or hides it. */
  #show(): void {
    const { box, field } = this;
    if (!box || !field) return;
    const isShown = box.matches(':popover-open');
    const wanted = this.open && this.text !== '';
    if (wanted && !isShown) {
      box.showPopover();
      void this.#place(field, box);
    } else if (!wanted && isShown) this.#hide();
  }

  async #place(field: HTMLElement, box: HTMLElement): Promise<void> {
    box.style.setProperty('inline-size', `${field.offsetWidth}px`);
    const { left, bottom } = field.getBoundingClientRect();
    box.style.setProperty('left', `${left}px`);
    box.style.setProperty('top', `${bottom + 6}px`);
    // Without it the box stands there, and does not follow when the page scrolls.
    const { place } = await import('../base/place.js').catch(() => ({ place: undefined }));
    if (place && box.matches(':popover-open') && !this.#stopPlacing)
      this.#stopPlacing = place(field, box, 'bottom-start');
  }

  #hide(): void {
    this.#stopPlacing?.();
    this.#stopPlacing = undefined;
    if (this.box?.matches(':popover-open')) this.box.hidePopover();
  }

  #close(): void {
    this.open = false;
    this.active = -1;
    this.#hide();
  }

  #onInput(event: Event): void {
    // Half a word in a script that is composed from several keys is not what is looked for.
    if (event instanceof InputEvent && event.isComposing) return;
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => {
      this.text = this.field?.value.trim() ?? '';
      this.active = -1;
      this.open = true;
      if (!this.text) this.#announced = '';
    }, typingMs);
  }

  #onKeydown(event: KeyboardEvent): void {
    const { length } = this.#options;
    const isOpen = this.open && this.text !== '';
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && length > 0 && !event.altKey) {
      this.open = true;
      // Up from the field is the last one.
      this.active = this.active < 0 && step < 0 ? length - 1 : (this.active + step + length) % length;
    } else if (event.key === 'Enter' && isOpen && this.active >= 0) {
      void this.#choose(this.#options[this.active]!);
    } else if (event.key === 'Escape' && isOpen) {
      event.stopPropagation();
      this.#close();
    } else return;
    event.preventDefault();
  }

  async #choose({ kind, post }: Option): Promise<void> {
    if (!post) return this.#lists[kind].source?.loadMore(nextPage);
    this.#close();
    const { id } = post;
    if (!this.dispatchEvent(new PostOpenRequestEvent({ kind, id }))) return;
    try {
      this.opened = undefined;
      this.kind = kind;
      const { Opening } = await import('../board/opening.js');
      await (this.#opening ??= new Opening(this)).open(id);
    } catch (error) {
      if (this.field) await this.showRefusal(this.field, error);
    }
  }

  protected override renderWith(store: Store): unknown {
    const { text, opened } = this;
    if (this.#session.value?.supports.search === false) return nothing;
    const isOpen = this.open && text !== '';
    const isLoading = this.#states.some(({ status }) => status === 'loading');
    return html`<search part="base">
        ${icons.search}
        <input
          class="field"
          type="text"
          role="combobox"
          enterkeyhint="search"
          autocomplete="off"
          aria-label=${searchWords.label}
          placeholder=${searchWords.hint}
          aria-autocomplete="list"
          aria-expanded=${isOpen && this.#options.length > 0}
          aria-controls="options"
          aria-activedescendant=${isOpen && this.active >= 0 ? `option-${this.active}` : nothing}
          @input=${this.#onInput}
          @compositionend=${this.#onInput}
          @keydown=${this.#onKeydown}
          @focus=${() => (this.open = true)}
          @blur=${() => this.#close()}
        />
      </search>
      <div
        class=${isLoading && this.#options.length ? 'box stale' : 'box'}
        part="results"
        popover="manual"
        aria-busy=${isLoading}
        @pointerdown=${(event: Event) => event.preventDefault()}
      >
        ${this.#renderState()}
        <div role="listbox" id="options" aria-label=${searchWords.results}>
          ${this.#kinds.map((kind) => this.#renderKind(kind, store))}
        </div>
      </div>
      ${opened === undefined ? nothing : this.#renderOpened(opened, store)}`;
  }

  #renderOpened(id: string, store: Store): TemplateResult {
    const post =
      this.kind === 'idea'
        ? html`<rally-idea .store=${store} idea=${id}></rally-idea>`
        : html`<rally-question .store=${store} question=${id}></rally-question>`;
    return html`<div class="panel post">${this.#opening?.render(post, searchWords.back)}</div>`;
  }

  /** What there is to say instead of a list. */
  #renderState(): unknown {
    if (!this.text) return nothing;
    const say = commonWords;
    if (this.board && this.#board.value?.status === 'gone')
      return emptyState(say.boardGone, say.boardGoneDetail(this.board));
    const failed = this.#states.find(({ status }) => status === 'error')?.error;
    if (failed)
      return errorState(failed, () =>
        Object.values(this.#lists).forEach((list) => void list.source?.refresh()),
      );
    if (!this.#isReady) return this.#options.length ? nothing : skeleton(3);
    return this.#options.length ? nothing : emptyState(searchWords.none(this.text), searchWords.noneDetail);
  }

  #renderKind(kind: FoundKind, store: Store): unknown {
    const list = this.#shown[kind];
    if (!list || list.items.length === 0) return nothing;
    const before = this.#options.findIndex((option) => option.kind === kind);
    const count = number(countOf(list), this.language);
    return html`<div role="group" aria-labelledby=${`kind-${kind}`}>
      <div class="kind" id=${`kind-${kind}`} role="presentation">
        ${searchWords.kinds[kind]}
        ${list.total === undefined ? nothing : html`<span class="num">${count}</span>`}
      </div>
      ${repeat(
        list.items,
        ({ id }) => id,
        (post, at) => this.#renderOption({ kind, post }, before + at, this.#renderPost(post, store)),
      )}
      ${
        list.more
          ? this.#renderOption(
              { kind },
              before + list.items.length,
              html`${list.loadingMore ? commonWords.loading : commonWords.showMore}
                <span class="sr">${searchWords.kinds[kind]}</span>`,
            )
          : nothing
      }
    </div>`;
  }

  #renderOption(option: Option, at: number, content: TemplateResult): TemplateResult {
    // The keys are the field's, which keeps the focus.
    // eslint-disable-next-line lit-a11y/click-events-have-key-events
    return html`<div
      class=${option.post ? 'option' : 'option more'}
      role="option"
      id=${`option-${at}`}
      aria-selected=${at === this.active}
      @click=${() => this.#choose(option)}
    >
      ${content}
    </div>`;
  }

  #renderPost(post: Found, store: Store): TemplateResult {
    const board = store.peek({ kind: 'board', id: post.board });
    const status = board?.pipeline.find(({ id }) => id === post.status);
    const { score } = post.tally;
    const shown = number(score, this.language);
    return html`<b dir="auto">${post.title}</b>
      <span class="facts">
        ${status ? badge(status) : nothing}
        ${board && !this.board ? html`<bdi>${board.title}</bdi>` : nothing}
        <span class="num">${commonWords.votes(score, shown)}</span>
      </span>`;
  }
}

const countOf = (list: ListState<Found> | undefined): number => list?.total ?? list?.items.length ?? 0;
