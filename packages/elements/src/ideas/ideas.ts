import { html, nothing, type CSSResultGroup, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Board, Idea, Ref, Sort } from '@rallykit/core';
import type { ListState, Store } from '@rallykit/store';
import { IdeaOpenRequestEvent, type PostComposeRequestEvent } from '../base/events.js';
import { number } from '../base/format.js';
import { icons } from '../base/icons.js';
import { emptyState, errorState, offlineBanner } from '../base/parts.js';
import { RallyElement } from '../base/rally-element.js';
import { shared } from '../base/shared.styles.js';
import { Watch } from '../base/watch.js';
import { words } from '../base/words.js';
import '../vote/vote.define.js';
import { noFilter, renderChips, renderChoices, type Filter } from './ideas.filter.js';
import { renderItem, renderSkeletons } from './ideas.item.js';
import { styles } from './ideas.styles.js';
import { Endless } from './endless.js';
import { Permalink } from './permalink.js';

const pageSize = 20;
/** Short enough to feel like typing, long enough not to ask for every letter. */
const typingMs = 200;

/**
 * @summary A board of ideas: search, sort, filter, vote, share one, and read each in place.
 *
 * Further pages load while a reader scrolls, a few at a time; then a button asks, so that what the page has below stays
 * reachable. New ideas of others wait behind a button, so that nothing moves under a pointer.
 *
 * @event {IdeaOpenRequestEvent} rally-idea-open-request - Before an idea opens here; stop it to show it elsewhere.
 * @event {ActRequestEvent} rally-vote-set-request - Before a vote; can be stopped.
 * @event {ActEvent} rally-vote-set - After the backend took a vote.
 * @event {AuthRequiredEvent} rally-auth-required - Something takes signing in.
 * @csspart base - The panel.
 */
export class RallyIdeas extends RallyElement {
  static override styles: CSSResultGroup = [shared, styles];

  readonly #board = new Watch(this, (store) =>
    this.board ? store.entity({ kind: 'board', id: this.board }) : undefined,
  );
  readonly #list = new Watch(this, (store) =>
    this.board
      ? store.list({
          kind: 'idea',
          board: this.board,
          sort: this.sort,
          first: pageSize,
          ...(this.#isNarrowed && this.#session.value?.supports.totals === 'exact' && { total: true }),
          ...(this.searching && { search: this.searching }),
          ...(this.filter.status.length && { status: this.filter.status }),
          ...(this.filter.tags.length && { tags: this.filter.tags }),
        })
      : undefined,
  );
  readonly #opened = new Watch(this, (store) =>
    this.opened ? store.entity({ kind: 'idea', id: this.opened }) : undefined,
  );
  readonly #session = new Watch(this, (store) => store.session);
  readonly #connection = new Watch(this, (store) => store.connection);
  readonly #pending = new Watch(this, (store) => store.pending);
  readonly #endless = new Endless(this, () => this.#list.source);
  readonly #permalink = new Permalink(this, 'rally-idea', (id) => void this.#show(id));

  /** The board's id. */
  @property() board: string | undefined;
  /** The order that it starts with: `trending`, `top` or `new`. */
  @property() sort: Sort = 'trending';
  /** Opened ideas get an address, `#rally-idea=ID`, that can be shared and that the back button knows. */
  @property({ type: Boolean }) permalinks = false;

  @state() private searching = '';
  @state() private filter: Filter = noFilter;
  @state() private composing = false;
  @state() private opened: string | undefined;

  @query('input[type=search]') private searchField!: HTMLInputElement | null;

  /** The last list that was complete: stays, dimmed, while another one loads. */
  #shown: ListState<Idea> | undefined;
  /** What was found is to be said once it is there. */
  #unannounced = false;
  #typing: ReturnType<typeof setTimeout> | undefined;
  #stopPlacing: (() => void) | undefined;
  /** Where the opened idea stood in the window, to come back to. */
  #openedAt = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('rally-post-compose-request', this.#onComposeRequest);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('rally-post-compose-request', this.#onComposeRequest);
    clearTimeout(this.#typing);
    this.#stopPlacing?.();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('board') || changed.has('store') || changed.has('backend')) {
      this.#shown = undefined;
      if (this.hasUpdated) this.opened = undefined;
    }
  }

  protected override updated(): void {
    const now = this.#list.value;
    if (!this.#unannounced || now?.status !== 'ready') return;
    this.#unannounced = false;
    const board = this.#board.value;
    const { post, posts } = this.#wordsOf(board?.status === 'ready' ? board.entity : undefined);
    const count = now.total ?? now.items.length;
    if (this.#isNarrowed) this.announce(words.ideas.found(count, number(count, this.language), post, posts));
  }

  /** Opens the composer and puts the focus there, with `text` as a first title. */
  async compose(text = ''): Promise<void> {
    await import('../composer/composer.define.js');
    this.opened = undefined;
    this.composing = true;
    await this.updateComplete;
    const composer = this.renderRoot.querySelector('rally-composer');
    if (text && composer) composer.text = text;
    composer?.scrollIntoView({ block: 'nearest' });
    composer?.focus();
  }

  /** Opens one idea in place of the list. */
  async open(id: string): Promise<void> {
    await this.#show(id);
    this.#permalink.push(id);
  }

  async #show(id: string | undefined): Promise<void> {
    if (id === this.opened) return;
    if (id === undefined) return this.#back();
    await Promise.all([import('../idea/idea.define.js'), this.updateComplete]);
    this.#openedAt = this.#titleOf(id)?.getBoundingClientRect().top ?? 0;
    this.opened = id;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.back button')?.focus({ preventScroll: true });
    if (this.getBoundingClientRect().top < 0) this.scrollIntoView();
  }

  async #back(): Promise<void> {
    const id = this.opened;
    this.opened = undefined;
    await this.updateComplete;
    const title = id && this.#titleOf(id);
    if (!title) return;
    title.focus({ preventScroll: true });
    window.scrollBy({ top: title.getBoundingClientRect().top - this.#openedAt, behavior: 'instant' });
  }

  #titleOf(id: string): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>(`.title[data-id="${CSS.escape(id)}"]`);
  }

  get #isNarrowed(): boolean {
    return Boolean(this.searching || this.filter.status.length || this.filter.tags.length);
  }

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

  async #onComposed(done: (Event & { readonly ref?: Ref }) | undefined): Promise<void> {
    this.composing = false;
    if (done) this.announce(words.ideas.shared);
    await this.updateComplete;
    const idea = done?.ref && this.#titleOf(done.ref.id);
    const target = idea ?? this.renderRoot.querySelector<HTMLElement>('.compose');
    target?.scrollIntoView({ block: 'nearest' });
    target?.focus();
  }

  async #onOpen(event: Event, id: string): Promise<void> {
    // A link opened in another tab or window is the browser's to follow.
    if (event instanceof MouseEvent && (event.ctrlKey || event.metaKey || event.shiftKey || event.button > 0))
      return;
    event.preventDefault();
    const title = event.currentTarget as HTMLElement;
    if (!this.dispatchEvent(new IdeaOpenRequestEvent(id))) return;
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
    this.#endless.restart();
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
    const { place } = await import('../base/place.js');
    const anchor = this.renderRoot.querySelector('.filter');
    if (anchor && box.matches(':popover-open')) this.#stopPlacing = place(anchor, box, 'bottom-end');
  }

  protected override renderWith(store: Store): TemplateResult {
    const found = this.#board.value;
    const board = found?.status === 'ready' ? found.entity : undefined;
    let content: unknown;
    if (!this.board) content = emptyState(words.ideas.missing, words.ideas.missingDetail);
    else if (found?.status === 'gone')
      content = emptyState(words.ideas.gone, words.ideas.goneDetail(this.board));
    else if (found?.status === 'error') content = errorState(found.error, () => this.#retry());
    else content = this.#renderBoard(board, store);
    return html`<section class="panel" part="base" aria-label=${board?.title ?? words.ideas.label}>
      ${content}
    </section>`;
  }

  #retry(): void {
    this.#board.restart();
    void this.#list.source?.refresh();
  }

  #renderBoard(board: Board | undefined, store: Store): TemplateResult {
    const opened = this.#opened.value;
    // A shared address may name an idea of another board of the page.
    const isHere = this.opened && !(opened?.status === 'ready' && opened.entity.board !== this.board);
    return html`<div ?hidden=${isHere}>
        ${this.#renderBar(board)} ${board ? renderChips(this.#control(board)) : nothing}
        ${this.composing ? this.#renderComposer(store) : nothing}
        ${offlineBanner(this.#connection.value, this.#pending.value, this.language)}
        ${this.#renderList(board, store)}
      </div>
      ${
        isHere
          ? html`<div class="back">
                <button class="btn quiet" type="button" @click=${() => this.#permalink.leave()}>
                  ${icons.back} ${words.ideas.back(this.#wordsOf(board).posts)}
                </button>
              </div>
              <rally-idea .store=${store} idea=${this.opened!}></rally-idea>`
          : nothing
      }`;
  }

  #wordsOf(board: Board | undefined) {
    return words.purpose[board?.purpose ?? 'product-design'];
  }

  #control(board: Board) {
    const change = (filter: Filter) => this.#narrow(() => (this.filter = filter));
    return { board, filter: this.filter, language: this.language, change };
  }

  #renderBar(board: Board | undefined): TemplateResult {
    const session = this.#session.value;
    const { posts, invite } = this.#wordsOf(board);
    const all = Object.values(board?.counts ?? {}).reduce((sum, count) => sum + count, 0);
    const sorts = (['trending', 'top', 'new'] as const).filter(
      (sort) => session?.supports.sorts.includes(sort) ?? true,
    );
    const active = this.filter.status.length + this.filter.tags.length;
    const { ideas } = words;
    return html`<div class="bar">
      ${
        session?.supports.search === false
          ? nothing
          : html`<div class="search" role="search">
              ${icons.search}
              <input
                class="field"
                type="search"
                enterkeyhint="search"
                autocomplete="off"
                aria-label=${ideas.search(posts)}
                placeholder=${ideas.searchHint(all, number(all, this.language), posts)}
                @input=${this.#onSearch}
                @compositionend=${this.#onSearch}
                @search=${this.#onSearch}
              />
            </div>`
      }
      <div class="seg" role="group" aria-label=${ideas.sort}>
        ${sorts.map(
          (sort) =>
            html`<button
              type="button"
              aria-pressed=${sort === this.sort}
              @click=${() => this.#narrow(() => (this.sort = sort))}
            >
              ${ideas[sort]}
            </button>`,
        )}
      </div>
      <button class="btn filter" type="button" popovertarget="filters">
        ${icons.filter} ${ideas.filter}
        ${active ? html`<span class="num">${number(active, this.language)}</span>` : nothing}
      </button>
      ${
        session && !session.supports.commands.includes('idea.create')
          ? nothing
          : html`<button class="btn primary compose" type="button" @click=${this.#onCompose}>
              ${invite}
            </button>`
      }
      <div
        class="filters"
        id="filters"
        popover
        role="group"
        aria-label=${ideas.filter}
        @toggle=${this.#onFilters}
      >
        ${board ? renderChoices(this.#control(board)) : nothing}
      </div>
    </div>`;
  }

  #renderComposer(store: Store): TemplateResult {
    return html`<div class="composer">
      <rally-composer
        kind="idea"
        board=${this.board!}
        .store=${store}
        @rally-composer-done=${(event: Event) => this.#onComposed(event)}
        @rally-composer-cancel=${() => this.#onComposed(undefined)}
      ></rally-composer>
    </div>`;
  }

  #renderList(board: Board | undefined, store: Store): unknown {
    const now = this.#list.value;
    if (now?.status === 'ready') this.#shown = now;
    if (now?.status === 'error') {
      this.#shown = undefined;
      return errorState(now.error!, () => void this.#list.source?.refresh());
    }
    const shown = this.#shown;
    if (!shown || !now) {
      return html`<ul aria-busy="true" aria-label=${words.common.loading}>
        ${renderSkeletons(3)}
      </ul>`;
    }
    if (shown.items.length === 0) return this.#renderEmpty(board);
    const { post, posts } = this.#wordsOf(board);
    const { waiting } = shown;
    const context = {
      store,
      board,
      language: this.language,
      href: this.permalinks ? this.#permalink.href : undefined,
      onOpen: (event: Event, id: string) => void this.#onOpen(event, id),
    };
    return html`${
        waiting > 0
          ? html`<button class="new" type="button" @click=${this.#onShowNew}>
              ${words.ideas.fresh(waiting, number(waiting, this.language), post, posts)}
            </button>`
          : nothing
      }
      <ul class=${now === shown ? 'ideas' : 'ideas stale'} aria-busy=${now !== shown}>
        ${repeat(
          shown.items,
          ({ id }) => id,
          (idea) =>
            html`<li class="idea">
              ${guard(
                [
                  idea,
                  board,
                  store,
                  this.language,
                  this.permalinks,
                  store.peek({ kind: 'member', id: idea.author }),
                ],
                () => renderItem(idea, context),
              )}
            </li>`,
        )}
      </ul>
      ${this.#renderFoot(shown)}`;
  }

  readonly #onShowNew = async (): Promise<void> => {
    this.#list.source?.showNew();
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.title')?.focus();
  };

  #renderEmpty(board: Board | undefined): TemplateResult {
    const { posts, invite } = this.#wordsOf(board);
    const { ideas } = words;
    if (!this.#isNarrowed) {
      const share = html`<button class="btn" type="button" @click=${this.#onCompose}>${invite}</button>`;
      return emptyState(ideas.empty(posts), ideas.emptyDetail, share);
    }
    const ways = html`<span class="ways">
      <button class="btn" type="button" @click=${this.#clear}>
        ${this.filter === noFilter ? ideas.clearSearch : ideas.clear}
      </button>
      <button class="btn" type="button" @click=${(event: Event) => this.#onCompose(event, this.searching)}>
        ${invite}
      </button>
    </span>`;
    return emptyState(ideas.none(posts), ideas.noneDetail, ways);
  }

  #renderFoot(shown: ListState<Idea>): TemplateResult | typeof nothing {
    if (!shown.more) return nothing;
    const { showMore, loading, retry } = words.common;
    return html`<div class="foot" ${this.#endless.sentinel()}>
      ${shown.error ? html`<p class="problem" role="alert">${words.ideas.moreFailed} ${shown.error.message}</p>` : nothing}
      <button class="btn" type="button" aria-disabled=${shown.loadingMore} @click=${this.#onMore}>
        ${shown.error ? retry : shown.loadingMore ? loading : showMore}
      </button>
    </div>`;
  }

  readonly #onMore = async (): Promise<void> => {
    const before = this.#shown?.items.length ?? 0;
    this.#endless.restart();
    await this.#list.source?.loadMore();
    await this.updateComplete;
    // The focus goes on where the new ones begin; the button may be gone, or pages further down.
    this.renderRoot.querySelectorAll<HTMLElement>('.title')[before]?.focus({ preventScroll: true });
  };
}
