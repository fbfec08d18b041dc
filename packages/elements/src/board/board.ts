import {
  adoptStyles,
  html,
  nothing,
  type CSSResult,
  type CSSResultGroup,
  type PropertyValues,
  type TemplateResult,
} from 'lit';
import { property, query, state } from '../base/decorators.js';
import type { Board, Entities, Query, Sort } from '@rallykit/core';
import { hasDraft, type ListState, type ListView, type Store } from '@rallykit/store';
import { draftPlace } from '../composer/draft-place.js';
import { PostOpenRequestEvent, type PostComposeRequestEvent } from '../base/events.js';
import { number } from '../base/format.js';
import { fresh } from '../base/fresh.js';
import { icons } from '../base/icons.js';
import { notices } from '../base/notices.js';
import { emptyState, errorState } from '../base/parts.js';
import { postAddress } from '../base/post-address.js';
import { postTitle } from '../base/post-title.js';
import { posts } from '../base/posts.styles.js';
import { RallyElement } from '../base/rally-element.js';
import { seg } from '../base/seg.styles.js';
import { shared } from '../base/shared.styles.js';
import { Watch } from '../base/watch.js';
import { commonWords, purposeWords } from '../base/words.js';
import { boardWords } from './board.words.js';
import '../vote/vote.define.js';
import { styles } from './board.styles.js';
import type { Composing } from './composing.js';
import type { Endless } from './endless.js';
import { noFilter, type Filter } from './filter.js';
import type { Opening } from './opening.js';
import type { Triage } from '../triage/triage.js';
import { Rows } from './rows.js';

/** As many as fill a window; what a reader scrolls to comes in larger pages. */
const firstPage = 6;
const nextPage = 20;
/** Short enough to feel like typing, long enough not to ask for every letter. */
const typingMs = 200;
/** A list that is longer is shown in another way. */
const longFrom = 20;
/** How long after votes of others, which their own elements show, a long list is looked through again. */
const laterMs = 500;
const scrolling = { capture: true, passive: true, once: true };

/** What only the team does with ideas. */
const teamActs = /^idea\.(set|move|archive|merge)/;

/** An order that the bar can have a button for. */
export type UsualSort = 'trending' | 'top' | 'new';

/** What a row of the list is made from. */
export interface RowContext {
  readonly store: Store;
  readonly board: Board | undefined;
  readonly language: string;
  /** The title, as the control that opens the post. */
  readonly title: TemplateResult;
}

/**
 * A board of posts of one kind: search, sort, filter, paging, the composer, and each post in place. What a row and an
 * opened post look like is the subclass's.
 */
export abstract class BoardElement<K extends 'idea' | 'question'> extends RallyElement {
  static override styles: CSSResultGroup = [shared, seg, posts, styles];

  /** @internal */
  abstract readonly kind: K;
  /** The orders that the bar offers; the first is the usual one. The filter has more. */
  protected abstract readonly sorts: readonly UsualSort[];
  /** Loads the element that shows one post. @internal */
  abstract load(): Promise<unknown>;
  protected abstract renderPost(id: string, store: Store): TemplateResult;
  /** The inside of one row. A light template rather than an element: a list has many. */
  protected abstract renderRow(post: Entities[K], context: RowContext): TemplateResult;

  readonly #board = new Watch(this, (store) => {
    const ref = { kind: 'board', id: this.board ?? '' } as const;
    const list = this.#list.value;
    // It comes along with the list, mostly, and need not be asked for.
    const isRead = store.peek(ref) || (list && list.status !== 'loading');
    return this.board && isRead ? store.entity(ref) : undefined;
  });
  readonly #list = new Watch(
    this,
    (store) => this.#view(store),
    (last, next) => {
      if (!this.#long?.differByVotes(last, next)) return false;
      // An author may have another name by now as well.
      this.#later ??= setTimeout(() => this.requestUpdate(), laterMs);
      return true;
    },
  );
  readonly #opened = new Watch(this, (store) => {
    const id = this.opened;
    return id === undefined ? undefined : store.entity<'idea' | 'question'>({ kind: this.kind, id });
  });
  readonly #session = new Watch(this, (store) => store.session);
  /** The board's id. */
  @property() board: string | undefined;
  /** The order that it starts with: `trending`, `top`, `new`, `discussed` or `active`. */
  @property() sort: Sort | undefined;
  /** An opened post gets an address, such as `#rally-idea=ID`, that can be shared and that the back button knows. */
  @property({ type: Boolean }) permalinks = false;

  @state() private searching = '';
  @state() private filter: Filter = noFilter;
  /** The choices of the filter, loaded when it is opened. */
  @state() private choices: typeof import('./choices.js') | undefined;
  /** The composer, while it is open. @internal */
  @state() composing: Composing | undefined;
  /** Id of the post that is open in place of the list. @internal */
  @state() opened: string | undefined;

  @query('input[type=search]') private searchField!: HTMLInputElement | null;

  /** The last list that was complete: stays, dimmed, while another one loads. */
  #shown: ListState<Entities[K]> | undefined;
  readonly #rows = new Rows<Entities[K]>();
  /** What was found is to be said once it is there. */
  #unannounced = false;
  #draftsSeen = false;
  #triaging = false;
  #typing: ReturnType<typeof setTimeout> | undefined;
  #later: ReturnType<typeof setTimeout> | undefined;
  /** Loaded when the list has got long. */
  #long: typeof import('./long.js') | undefined;
  #stopPlacing: (() => void) | undefined;
  /** What the team does with many at once, loaded for those who may. */
  #triage: Triage | undefined;
  /** Styles of what was loaded late. */
  readonly #late: CSSResult[] = [];
  /** Loaded when a person scrolls. */
  #endless: Endless | undefined;
  /** Loaded when a post is opened, or with `permalinks`. */
  #opening: Opening | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('rally-post-compose-request', this.#onComposeRequest);
    addEventListener('scroll', this.#onScroll, scrolling);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('rally-post-compose-request', this.#onComposeRequest);
    removeEventListener('scroll', this.#onScroll, scrolling);
    clearTimeout(this.#typing);
    this.#stopPlacing?.();
  }

  protected override willUpdate(changed: PropertyValues): void {
    clearTimeout(this.#later);
    this.#later = undefined;
    if (changed.has('board') || changed.has('store') || changed.has('backend')) {
      this.#shown = undefined;
      if (this.hasUpdated) this.opened = undefined;
    }
    if (this.permalinks) this.#openings().catch(() => {});
  }

  protected override updated(): void {
    this.#showRows();
    if (this.#session.value && !this.#draftsSeen) this.#findDraft();
    if (this.kind === 'idea' && this.#isTeam) this.#loadTriage();
    const now = this.#list.value;
    if (!this.#unannounced || now?.status !== 'ready') return;
    this.#unannounced = false;
    const { post, posts } = this.#wordsOf(this.#foundBoard);
    const count = now.total ?? now.items.length;
    const shown = number(count, this.language) + (now.exact === false ? '+' : '');
    if (this.#isNarrowed) this.announce(boardWords.found(count, shown, post, posts));
  }

  /** Opens the composer and puts the focus there, with `text` as a first title. */
  async compose(text = ''): Promise<void> {
    await (await this.#compositions()).open(text);
  }

  /** Opens one post in place of the list. */
  async open(id: string): Promise<void> {
    await (await this.#openings()).open(id);
  }

  async #compositions(): Promise<Composing> {
    const { Composing } = await import('./composing.js');
    return this.composing ?? new Composing(this as never);
  }

  async #openings(): Promise<Opening> {
    if (!this.#opening) {
      const { Opening } = await import('./opening.js');
      this.#opening ??= new Opening(this);
    }
    return this.#opening;
  }

  get #foundBoard(): Board | undefined {
    const board = this.#board.value;
    return board?.status === 'ready' ? board.entity : undefined;
  }

  /** The order that is asked for, or else the first that the backend has. */
  get #sort(): Sort {
    const wanted = [...(this.sort ? [this.sort] : []), ...this.sorts];
    const supported = this.#session.value?.supports.sorts;
    return wanted.find((sort) => supported?.includes(sort)) ?? wanted[0]!;
  }

  get #isNarrowed(): boolean {
    return Boolean(this.searching || this.#narrowings);
  }

  get #narrowings(): number {
    const { status, tags, ...rest } = this.filter;
    return status.length + tags.length + Object.keys(rest).length;
  }

  #view(store: Store): ListView<Entities[K]> | undefined {
    return this.query && store.list(this.query);
  }

  /** What is listed. @internal */
  get query(): Query<K> | undefined {
    if (!this.board) return undefined;
    const { status, tags, ...rest } = this.filter;
    return {
      kind: this.kind,
      board: this.board,
      sort: this.#sort,
      first: firstPage,
      ...(this.#isNarrowed && this.#session.value?.supports.totals === 'exact' && { total: true }),
      ...(this.searching && { search: this.searching }),
      ...(status.length > 0 && { status }),
      ...(tags.length > 0 && { tags }),
      ...rest,
    };
  }

  get #isTeam(): boolean {
    return this.#session.value?.viewer.may.some((type) => teamActs.test(type)) ?? false;
  }

  #loadTriage(): void {
    if (this.#triaging) return;
    this.#triaging = true;
    import('../triage/triage.js').then(
      ({ Triage, pickStyles }) => {
        this.#adopt(pickStyles);
        this.#triage = new Triage(this as never);
        this.requestUpdate();
      },
      () => (this.#triaging = false),
    );
  }

  /** What is listed now. @internal */
  get shown(): readonly Entities[K][] {
    const now = this.#list.value;
    return (now?.status === 'ready' ? now : this.#shown)?.items ?? [];
  }

  /** @internal */
  titleOf(id: string): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>(`.title[data-id="${CSS.escape(id)}"]`);
  }

  /** What was begun here before a reload is shown again. */
  #findDraft(): void {
    this.#draftsSeen = true;
    if (!this.rally || !hasDraft(this.rally, draftPlace({ kind: this.kind, board: this.board }))) return;
    this.#compositions().then(
      (composing) => (this.composing = composing),
      () => {},
    );
  }

  readonly #onScroll = (): void => {
    import('./endless.js').then(
      ({ Endless }) => {
        const end = () => this.renderRoot.querySelector('.foot');
        this.#endless ??= new Endless(this, () => this.#list.source, end, nextPage);
      },
      // The button at the end loads further pages as well.
      () => {},
    );
  };

  readonly #onComposeRequest = (event: Event): void => {
    const { board } = event as PostComposeRequestEvent;
    const asking = event.composedPath()[0];
    const elsewhere = asking instanceof RallyElement && asking.rally !== this.rally;
    if (event.defaultPrevented || board !== this.board || elsewhere) return;
    event.preventDefault();
    this.compose().catch((error: unknown) => this.showRefusal(this, error));
  };

  async #onCompose(event: Event, text?: string): Promise<void> {
    const button = event.currentTarget as HTMLElement;
    await this.compose(text).catch((error: unknown) => this.showRefusal(button, error));
  }

  async #onOpen(title: HTMLElement, id: string): Promise<void> {
    if (!this.dispatchEvent(new PostOpenRequestEvent({ kind: this.kind, id }))) return;
    await this.open(id).catch((error: unknown) => this.showRefusal(title, error));
  }

  #onSearch(event: Event): void {
    // Half a word in a script that is composed from several keys is not what is looked for.
    if (event instanceof InputEvent && event.isComposing) return;
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.#search(), event.type === 'search' ? 0 : typingMs);
  }

  #search(): void {
    const text = this.searchField?.value.trim() ?? '';
    if (text !== this.searching) this.#narrow(() => (this.searching = text));
  }

  /** Changes what is listed, and says what was found once it is there. */
  #narrow(change: () => void): void {
    change();
    this.#endless?.restart();
    this.#unannounced = true;
  }

  #clear(): void {
    if (this.searchField) this.searchField.value = '';
    clearTimeout(this.#typing);
    this.#narrow(() => {
      this.searching = '';
      this.filter = noFilter;
    });
    this.searchField?.focus();
  }

  async #onFilters(event: ToggleEvent): Promise<void> {
    const box = event.currentTarget as HTMLElement;
    this.#stopPlacing?.();
    this.#stopPlacing = undefined;
    if (event.newState !== 'open') return;
    const anchor = this.renderRoot.querySelector<HTMLElement>('.filter')!;
    try {
      const [{ place }] = await Promise.all([import('../base/place.js'), this.loadChoices()]);
      await this.updateComplete;
      if (box.matches(':popover-open')) this.#stopPlacing = place(anchor, box, 'bottom-end');
    } catch (error) {
      box.hidePopover();
      await this.showRefusal(anchor, error);
    }
  }

  /** @internal */
  async loadChoices(): Promise<void> {
    const choices = await import('./choices.js');
    if (!this.choices) this.#adopt(choices.styles);
    this.choices = choices;
  }

  /** What is shown, as far as a reader chose it. @internal */
  get view(): Pick<this, 'sort'> & { readonly filter: Filter; readonly search: string } {
    return { filter: this.filter, sort: this.sort, search: this.searching };
  }

  /** @internal */
  set view({ filter, sort, search }) {
    if (this.searchField) this.searchField.value = search;
    this.#narrow(() => {
      this.searching = search;
      this.filter = filter;
      this.sort = sort;
    });
  }

  #adopt(styles: CSSResult): void {
    const { elementStyles } = this.constructor as typeof BoardElement;
    this.#late.push(styles);
    adoptStyles(this.renderRoot as ShadowRoot, [...elementStyles, ...this.#late]);
  }

  async #onMore(): Promise<void> {
    const before = this.#shown?.items.length ?? 0;
    this.#endless?.restart();
    await this.#list.source?.loadMore(nextPage);
    this.requestUpdate();
    await this.updateComplete;
    // The focus goes on where the new ones begin; the button may be gone, or pages further down.
    this.renderRoot.querySelectorAll<HTMLElement>('.title')[before]?.focus({ preventScroll: true });
  }

  protected override renderWith(store: Store): TemplateResult {
    const found = this.#board.value;
    const board = this.#foundBoard;
    const say = commonWords;
    let content: unknown;
    if (!this.board) content = emptyState(say.whichBoard, say.whichBoardDetail(this.localName));
    else if (found?.status === 'gone') content = emptyState(say.boardGone, say.boardGoneDetail(this.board));
    else if (found?.status === 'error') content = errorState(found.error, () => this.#retry());
    else content = this.#renderBoard(board, store);
    const label = board?.title ?? this.#wordsOf(board).posts;
    return html`<section class="panel" part="base" aria-label=${label}>${content}</section>`;
  }

  #retry(): void {
    void this.#board.source?.refresh();
    void this.#list.source?.refresh();
  }

  #wordsOf(board: Board | undefined) {
    return purposeWords[board?.purpose ?? (this.kind === 'question' ? 'support' : 'product-design')];
  }

  #renderBoard(board: Board | undefined, store: Store): TemplateResult {
    const opened = this.#opened.value;
    // A shared address may name a post of another board of the page.
    const isHere = this.opened && !(opened?.status === 'ready' && opened.entity.board !== this.board);
    return html`<div ?hidden=${Boolean(isHere)}>
        ${this.#renderBar(board)} ${board && this.choices?.renderChips(this.#control(board))}
        ${board && this.#isTeam ? this.#triage?.render(board, store) : nothing}
        ${this.#renderBudget(board, store)} ${this.composing?.render(store)} ${this.#renderList(board)}
      </div>
      ${isHere ? this.#opening?.render(this.renderPost(this.opened!, store), boardWords.back(this.#wordsOf(board).posts)) : nothing}
      ${notices(store, 'board', this.board ?? '')}`;
  }

  #renderBudget(board: Board | undefined, store: Store): TemplateResult | typeof nothing {
    if (board?.budget === undefined) return nothing;
    import('../budget/budget.define.js').catch(() => {});
    return html`<rally-budget .store=${store} .board=${board} .kind=${this.kind}></rally-budget>`;
  }

  #control(board: Board) {
    const filtering = {
      filter: this.filter,
      language: this.language,
      session: this.#session.value,
      change: (filter: Filter) => this.#narrow(() => (this.filter = filter)),
    };
    return {
      ...filtering,
      board,
      chips: this.#triage?.chips(filtering) ?? [],
      sort: this.#sort,
      usual: this.sorts,
      reorder: (sort: Sort | undefined) => this.#narrow(() => (this.sort = sort)),
    };
  }

  #renderBar(board: Board | undefined): TemplateResult {
    const supports = this.#session.value?.supports;
    const { posts, invite } = this.#wordsOf(board);
    const all = Object.values(board?.counts ?? {}).reduce((sum, count) => sum + count, 0);
    const active = this.#narrowings;
    const say = boardWords;
    const sorts = this.sorts.filter((sort) => supports?.sorts.includes(sort) ?? true);
    const search = html`<div class="search" role="search">
      ${icons.search}
      <input
        class="field"
        type="search"
        enterkeyhint="search"
        autocomplete="off"
        aria-label=${say.search(posts)}
        placeholder=${say.searchHint(all, number(all, this.language), posts)}
        @input=${this.#onSearch}
        @compositionend=${this.#onSearch}
        @search=${this.#onSearch}
      />
    </div>`;
    return html`<div class="bar">
      ${supports?.search === false ? nothing : search}
      <div class="seg" role="group" aria-label=${say.sort}>
        ${sorts.map(
          (sort) =>
            html`<button
              type="button"
              aria-pressed=${sort === this.#sort}
              @click=${() => this.#narrow(() => (this.sort = sort))}
            >
              ${say[sort]}
            </button>`,
        )}
      </div>
      <button class="btn filter" type="button" popovertarget="filters">
        ${say.filter} ${active ? html`<span class="num">${number(active, this.language)}</span>` : nothing}
      </button>
      ${
        supports && !supports.commands.includes(`${this.kind}.create`)
          ? nothing
          : html`<button class="btn compose" type="button" @click=${this.#onCompose}>${invite}</button>`
      }
      <div
        class="filters"
        id="filters"
        popover
        role="group"
        aria-label=${say.filter}
        @toggle=${this.#onFilters}
      >
        ${board && this.choices?.renderChoices(this.#control(board))}
        ${board && this.choices && this.#isTeam ? this.#triage?.renderFilters(this.#control(board)) : nothing}
      </div>
    </div>`;
  }

  #renderList(board: Board | undefined): unknown {
    const now = this.#list.value;
    if (now?.status === 'ready') this.#shown = now;
    if (now?.status === 'error') {
      this.#shown = undefined;
      return errorState(now.error!, () => void this.#list.source?.refresh());
    }
    const shown = this.#shown;
    if (!shown || !now || (!board && shown.items.length === 0)) {
      return html`<ul aria-busy="true" aria-label=${commonWords.loading}>
        ${renderSkeletons(6)}
      </ul>`;
    }
    if (shown.items.length === 0) return this.#renderEmpty(board);
    const isStale = now !== shown;
    const { post, posts } = this.#wordsOf(board);
    return html`${fresh(
        this.#list.source,
        (count) => boardWords.fresh(count, number(count, this.language), post, posts),
        '.title',
      )}
      <div role="list" class=${isStale ? 'posts stale' : 'posts'} aria-busy=${isStale}><div></div></div>
      ${this.#renderFoot(shown)}`;
  }

  #showRows(): void {
    const store = this.rally;
    const list = this.renderRoot.querySelector('.posts');
    if (!store || !list || !this.#shown) return;
    const board = this.#foundBoard;
    const { items } = this.#shown;
    if (items.length > longFrom && !this.#long) void this.#lengthen();
    this.#rows.show(
      list,
      items,
      (post) => {
        const author = store.peek({ kind: 'member', id: post.author });
        return [author, board, store, this.language, this.permalinks, this.#triage?.markOf(post)];
      },
      (post) => this.#renderRow(post, board, store),
      this.#long?.inGroups,
    );
  }

  async #lengthen(): Promise<void> {
    this.#long = await import('./long.js').catch(() => undefined);
    if (this.#long) this.requestUpdate();
  }

  #renderRow(post: Entities[K], board: Board | undefined, store: Store): TemplateResult {
    const { id } = post;
    const title = postTitle(post, this.permalinks && postAddress(this.kind, id), (control) =>
      this.#onOpen(control, id),
    );
    // Of the same shape with and without a mark, so that a title keeps the focus.
    const marked = html`${this.#triage?.mark(post)}${title}`;
    return this.renderRow(post, { store, board, language: this.language, title: marked });
  }

  #renderEmpty(board: Board | undefined): TemplateResult {
    const { posts, invite } = this.#wordsOf(board);
    const say = boardWords;
    const share = html`<button
      class="btn"
      type="button"
      @click=${(event: Event) => this.#onCompose(event, this.searching)}
    >
      ${invite}
    </button>`;
    if (!this.#isNarrowed) return emptyState(say.empty(posts), say.emptyDetail[this.kind], share);
    const clear = html`<button class="btn" type="button" @click=${this.#clear}>
      ${this.filter === noFilter ? say.clearSearch : say.clear}
    </button>`;
    return emptyState(say.none(posts), say.noneDetail, html`<span class="ways">${clear}${share}</span>`);
  }

  #renderFoot({ more, error, loadingMore }: ListState): TemplateResult | typeof nothing {
    if (!more) return nothing;
    const { showMore, loading, retry } = commonWords;
    return html`<div class="foot">
      ${error ? html`<p class="problem" role="alert">${boardWords.moreFailed} ${error.message}</p>` : nothing}
      <button class="btn" type="button" aria-disabled=${loadingMore} @click=${this.#onMore}>
        ${error ? retry : loadingMore ? loading : showMore}
      </button>
    </div>`;
  }
}

/** What stands in the list until it is there: as high as posts. */
const renderSkeletons = (count: number): TemplateResult[] =>
  Array.from(
    { length: count },
    () =>
      html`<li class="post" aria-hidden="true">
        <span class="skeleton vote"></span>
        <div><span class="skeleton"></span><span class="skeleton"></span><span class="skeleton"></span></div>
      </li>`,
  );
