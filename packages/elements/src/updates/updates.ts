import { html, nothing, type CSSResultGroup, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { property, state } from '../base/decorators.js';
import type { Update } from '@rallykit/core';
import { hasDraft, type ListState, type Store } from '@rallykit/store';
import { PostOpenRequestEvent } from '../base/events.js';
import { number } from '../base/format.js';
import { fresh } from '../base/fresh.js';
import { moreIcons } from '../base/more-icons.js';
import { notices } from '../base/notices.js';
import { emptyState, errorState } from '../base/parts.js';
import { postKey } from '../base/post-address.js';
import { posts } from '../base/posts.styles.js';
import { RallyElement } from '../base/rally-element.js';
import { shared } from '../base/shared.styles.js';
import { Watch } from '../base/watch.js';
import { commonWords } from '../base/words.js';
import type { Opening, OpeningHost } from '../board/opening.js';
import type { UpdateEditorCloseEvent } from './editor.js';
import { editorPlace } from './editor-place.js';
import type { RallyUpdate, UpdateIdeaEvent } from './update.js';
import './update.define.js';
import { styles } from './updates.styles.js';
import { updatesWords } from './updates.words.js';

const firstPage = 10;

/**
 * @summary What the team tells of: what is new, improved or fixed, the ideas that it ships, and who is thanked for them.
 *
 * The newest come first. An idea opens in place of the list. The team writes, changes and deletes updates here; what they
 * type is kept. Where the backend offers a feed, there is a link to it.
 *
 * @event {PostOpenRequestEvent} rally-idea-open-request - Before an idea opens here; stop it to show it elsewhere.
 * @event {ActRequestEvent} rally-update-publish-request - Before an update is published; can be stopped. The same for edit and remove.
 * @event {ActEvent} rally-update-publish - After an update was published. The same for edit and remove.
 * @event {AuthRequiredEvent} rally-auth-required - Something takes signing in.
 * @csspart base - The panel.
 */
export class RallyUpdates extends RallyElement implements OpeningHost {
  static override styles: CSSResultGroup = [shared, posts, styles];

  /** @internal */
  readonly kind = 'idea';

  readonly #list = new Watch(this, (store) =>
    this.#isOffered
      ? store.list({ kind: 'update', ...(this.board && { board: this.board }), first: firstPage })
      : undefined,
  );
  readonly #linked = new Watch(this, (store) =>
    this.linked === undefined ? undefined : store.entity({ kind: 'update', id: this.linked }),
  );
  readonly #session = new Watch(this, (store) => store.session);

  /** The board's id; the updates of all boards when left out, which are then read here only. */
  @property() board: string | undefined;
  /** Each update gets an address, such as `#rally-update=ID`, that can be shared. */
  @property({ type: Boolean }) permalinks = false;

  /** Id of the idea that is open in place of all. @internal */
  @state() opened: string | undefined;
  /** Id of the update that the page's address names: shown alone. */
  @state() private linked: string | undefined;
  @state() private writing = false;

  /** Loaded when an idea is opened. */
  #opening: Opening | undefined;
  #draftsSeen = false;

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('hashchange', this.#onAddress);
    addEventListener('popstate', this.#onAddress);
    this.#onAddress();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.#onAddress);
    removeEventListener('popstate', this.#onAddress);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('permalinks')) this.#onAddress();
    if (changed.has('board') && this.hasUpdated) this.opened = undefined;
  }

  protected override updated(): void {
    if (this.#session.value && this.rally && !this.#draftsSeen) void this.#findDraft(this.rally);
  }

  readonly #onAddress = (): void => {
    const named = new URLSearchParams(location.hash.slice(1)).get(postKey('update')) ?? undefined;
    const linked = this.permalinks ? named : undefined;
    if (linked === this.linked) return;
    this.linked = linked;
    this.opened = undefined;
    if (linked !== undefined && this.hasUpdated) void this.#focusBack();
  };

  async #focusBack(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.back button')?.focus({ preventScroll: true });
    if (this.getBoundingClientRect().top < 0) this.scrollIntoView();
  }

  #leave(): void {
    history.replaceState(history.state, '', location.pathname + location.search);
    this.#onAddress();
  }

  /** Until it is known what the store has, it is asked. */
  get #isOffered(): boolean {
    return this.#session.value?.supports.kinds.includes('update') ?? true;
  }

  /** @internal */
  titleOf(id: string): HTMLElement | null {
    const shown = [...this.renderRoot.querySelectorAll<RallyUpdate>('rally-update')];
    return shown.map((update) => update.titleOf(id)).find(Boolean) ?? null;
  }

  /** @internal */
  load(): Promise<unknown> {
    return import('../idea/idea.define.js');
  }

  async #onIdea({ idea, control }: UpdateIdeaEvent): Promise<void> {
    if (!this.dispatchEvent(new PostOpenRequestEvent({ kind: 'idea', id: idea }))) return;
    try {
      const { Opening } = await import('../board/opening.js');
      // Ideas have their addresses where their own board is.
      this.#opening ??= new Opening(this, () => false);
      await this.#opening.open(idea);
    } catch (error) {
      await this.showRefusal(control, error);
    }
  }

  /** What was begun here before a reload is shown again. */
  async #findDraft(store: Store): Promise<void> {
    this.#draftsSeen = true;
    if (!this.board || !hasDraft(store, editorPlace(this.board, undefined))) return;
    await import('./editor.define.js').catch(() => {});
    this.writing = true;
  }

  async #write(event: Event): Promise<void> {
    const button = event.currentTarget as HTMLElement;
    try {
      await import('./editor.define.js');
      this.writing = true;
      await this.updateComplete;
      const editor = this.renderRoot.querySelector('rally-update-editor');
      await editor?.updateComplete;
      editor?.focus();
    } catch (error) {
      await this.showRefusal(button, error);
    }
  }

  async #close({ saved }: UpdateEditorCloseEvent): Promise<void> {
    this.writing = false;
    if (saved) this.announce(updatesWords.published);
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.write')?.focus();
  }

  async #onMore(): Promise<void> {
    const before = this.#list.value?.items.length ?? 0;
    await this.#list.source?.loadMore();
    await this.updateComplete;
    // The focus goes on where the new ones begin.
    this.renderRoot.querySelectorAll<HTMLElement>('.news > li')[before]?.focus({ preventScroll: true });
  }

  protected override renderWith(store: Store): TemplateResult {
    const idea = html`<rally-idea .store=${store} idea=${this.opened ?? nothing}></rally-idea>`;
    return html`<section class="panel" part="base" aria-label=${updatesWords.label}>
      <div ?hidden=${this.opened !== undefined}>
        ${this.linked === undefined ? this.#renderAll(store) : this.#renderOne(store)}
      </div>
      ${this.opened === undefined ? nothing : this.#opening?.render(idea, updatesWords.all)}
      ${notices(store, 'board', this.board ?? '')}
    </section>`;
  }

  #renderOne(store: Store): TemplateResult {
    const found = this.#linked.value;
    let content: unknown = this.#renderLoading(1);
    if (found?.status === 'ready') content = this.#renderUpdate(found.entity, store);
    else if (found?.status === 'gone') content = emptyState(updatesWords.gone);
    else if (found?.status === 'error')
      content = errorState(found.error, () => void this.#linked.source?.refresh());
    return html`<div class="back">
        <button class="btn quiet" type="button" @click=${this.#leave}>
          ${moreIcons.back} ${updatesWords.all}
        </button>
      </div>
      ${content}`;
  }

  #renderAll(store: Store): TemplateResult {
    const { label, unsupported, unsupportedDetail } = updatesWords;
    if (!this.#isOffered) return emptyState(unsupported, unsupportedDetail);
    return html`<div class="bar">
        <h2 class="grow">${label}</h2>
        ${this.#renderFeed()} ${this.writing ? nothing : this.#renderWrite()}
      </div>
      ${
        this.writing && this.board
          ? html`<rally-update-editor
              class="editor"
              .store=${store}
              board=${this.board}
              @rally-update-editor-close=${this.#close}
            ></rally-update-editor>`
          : nothing
      }
      ${this.#renderList(store)}`;
  }

  #renderFeed(): TemplateResult | typeof nothing {
    const feed = this.#session.value?.supports.feed;
    if (!feed || !/^https?:/.test(feed) || !URL.canParse(feed)) return nothing;
    const address = new URL(feed);
    if (this.board) address.searchParams.set('board', this.board);
    return html`<a class="feed" href=${address.href} type="application/atom+xml">${updatesWords.feed}</a>`;
  }

  #renderWrite(): TemplateResult | typeof nothing {
    const { board } = this;
    const may = this.#session.value?.viewer.may;
    if (!board || !may?.includes('update.publish')) return nothing;
    return html`<button class="btn write" type="button" @click=${this.#write}>
      ${updatesWords.publish}
    </button>`;
  }

  #renderList(store: Store): TemplateResult {
    const list = this.#list.value;
    if (list?.status === 'error') return errorState(list.error!, () => void this.#list.source?.refresh());
    if (list?.status !== 'ready') return this.#renderLoading(3);
    if (list.items.length === 0) return emptyState(updatesWords.empty, updatesWords.emptyDetail);
    return html`${fresh(
        this.#list.source,
        (count) => updatesWords.fresh(count, number(count, this.language)),
        '.news > li',
      )}
      <ul class="news">
        ${repeat(
          list.items,
          ({ id }) => id,
          (update) => html`<li tabindex="-1">${this.#renderUpdate(update, store)}</li>`,
        )}
      </ul>
      ${this.#renderFoot(list)}`;
  }

  #renderUpdate(update: Update, store: Store): TemplateResult {
    return html`<rally-update
      .store=${store}
      .news=${update}
      .permalinks=${this.permalinks && this.linked === undefined}
      @rally-update-idea=${this.#onIdea}
    ></rally-update>`;
  }

  #renderLoading(count: number): TemplateResult {
    const line = html`<span class="skeleton"></span>`;
    const one = html`<div class="waits" aria-hidden="true">${[line, line, line, line]}</div>`;
    return html`<div aria-busy="true" aria-label=${commonWords.loading} role="group">
      ${Array.from({ length: count }, () => one)}
    </div>`;
  }

  #renderFoot({ more, error, loadingMore }: ListState): TemplateResult | typeof nothing {
    if (!more) return nothing;
    const { showMore, loading, retry } = commonWords;
    return html`<div class="foot">
      ${error ? html`<p class="problem" role="alert">${updatesWords.moreFailed} ${error.message}</p>` : nothing}
      <button class="btn" type="button" aria-disabled=${loadingMore} @click=${this.#onMore}>
        ${error ? retry : loadingMore ? loading : showMore}
      </button>
    </div>`;
  }
}
