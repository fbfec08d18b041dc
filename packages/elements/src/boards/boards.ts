import { html, nothing, type CSSResultGroup, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { repeat } from 'lit/directives/repeat.js';
import { property, state } from '../base/decorators.js';
import { communityRef, progressOf, standingOf, type Board, type Goal } from '@rallykit/core';
import type { ListState, Store } from '@rallykit/store';
import { number, percent } from '../base/format.js';
import { addressOf, titleLink } from '../base/link.js';
import { notices } from '../base/notices.js';
import { badge, emptyState, errorState } from '../base/parts.js';
import { postAddress } from '../base/post-address.js';
import { postTitle } from '../base/post-title.js';
import { posts } from '../base/posts.styles.js';
import { RallyElement } from '../base/rally-element.js';
import { shared } from '../base/shared.styles.js';
import { Watch } from '../base/watch.js';
import { commonWords, purposeWords } from '../base/words.js';
import type { Opening, OpeningHost } from '../board/opening.js';
import { BoardOpenRequestEvent } from './boards.events.js';
import { boardsWords } from './boards.words.js';
import { styles } from './boards.styles.js';

const page = 20;

/**
 * @summary The boards of a community: what each is for, how much is on it, and how far its goal is.
 *
 * With `href` each leads to a page of the site; without it a board opens in the overview's place.
 *
 * @event {BoardOpenRequestEvent} rally-board-open-request - Before a board opens or its link is followed; stop it to show it elsewhere.
 * @csspart base - The panel.
 */
export class RallyBoards extends RallyElement implements OpeningHost {
  static override styles: CSSResultGroup = [shared, posts, styles];

  /** @internal */
  readonly kind = 'board';

  readonly #list = new Watch(this, (store) => store.list({ kind: 'board', sort: 'old', first: page }));
  readonly #session = new Watch(this, (store) => store.session);
  readonly #goals = new Watch(this, (store) =>
    this.#session.value?.supports.kinds.includes('goal')
      ? store.list({ kind: 'goal', sort: 'old', first: 100 })
      : undefined,
  );
  readonly #opened = new Watch(this, (store) =>
    this.opened === undefined ? undefined : store.entity({ kind: 'board', id: this.opened }),
  );

  /** The address of a board on this site, with `{id}` for its id: `/community/{id}`. */
  @property() href: string | undefined;
  /** An opened board gets an address, such as `#rally-board=ID`, that can be shared and that the back button knows. */
  @property({ type: Boolean }) permalinks = false;

  /** Id of the board that is open in place of all. @internal */
  @state() opened: string | undefined;

  /** Loaded when a board is opened, or with `permalinks`. */
  #opening: Opening | undefined;

  /** @internal */
  load(id: string): Promise<unknown> {
    const board = this.#list.value?.items.find((each) => each.id === id);
    // What the board of a shared address is for may not be known yet.
    return Promise.all([
      board?.purpose === 'support' || import('../ideas/ideas.define.js'),
      (board && board.purpose !== 'support') || import('../questions/questions.define.js'),
    ]);
  }

  /** @internal */
  titleOf(id: string): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>(`.title[data-id="${CSS.escape(id)}"]`);
  }

  protected override willUpdate(): void {
    if (this.permalinks) this.#openings().catch(() => {});
  }

  /** Opens one board in place of all. */
  async open(id: string): Promise<void> {
    await (await this.#openings()).open(id);
  }

  async #openings(): Promise<Opening> {
    const { Opening } = await import('../board/opening.js');
    return (this.#opening ??= new Opening(this));
  }

  #ask(id: string): boolean {
    return this.dispatchEvent(new BoardOpenRequestEvent(id));
  }

  async #onOpen(title: HTMLElement, id: string): Promise<void> {
    if (!this.#ask(id)) return;
    await this.open(id).catch((error: unknown) => this.showRefusal(title, error));
  }

  protected override renderWith(store: Store): TemplateResult {
    const isOpen = this.opened !== undefined;
    return html`<section class="panel" part="base" aria-label=${boardsWords.label}>
      <div ?hidden=${isOpen}>${this.#renderList()}</div>
      ${isOpen ? this.#opening?.render(this.#renderOpened(store), boardsWords.back) : nothing}
      ${notices(store, 'community', communityRef.id)}
    </section>`;
  }

  #renderOpened(store: Store): TemplateResult {
    const { opened } = this;
    const board = this.#opened.value;
    return board?.status === 'ready' && board.entity.purpose === 'support'
      ? html`<rally-questions .store=${store} board=${opened!}></rally-questions>`
      : html`<rally-ideas .store=${store} board=${opened!}></rally-ideas>`;
  }

  #renderList(): unknown {
    const list = this.#list.value;
    if (list?.status === 'error') return errorState(list.error!, () => void this.#list.source?.refresh());
    if (list?.status !== 'ready')
      return html`<ul aria-busy="true" aria-label=${commonWords.loading}>
        ${renderSkeletons()}
      </ul>`;
    if (list.items.length === 0) return emptyState(boardsWords.empty, boardsWords.emptyDetail);
    return html`<ul>
        ${repeat(
          list.items,
          ({ id }) => id,
          (board) => this.#renderBoard(board),
        )}
      </ul>
      ${this.#renderMore(list)}`;
  }

  #renderBoard(board: Board): TemplateResult {
    const { id, title, description, purpose } = board;
    const address = addressOf(this.href, id);
    const name = address
      ? titleLink(title, address, () => this.#ask(id))
      : postTitle(board, this.permalinks && postAddress('board', id), (control) => this.#onOpen(control, id));
    const goal = this.#goalOf(id);
    const label = boardsWords.purposes[purpose];
    return html`<li class="board about">
      <div class="head">
        <h3>${name}</h3>
        ${label.toLowerCase() === title.toLowerCase() ? nothing : badge({ label, tone: 'calm' }, true)}
      </div>
      ${description ? html`<p class="description" dir="auto">${description}</p>` : nothing}
      ${this.#renderFacts(board)} ${goal ? this.#renderGoal(goal) : nothing}
    </li>`;
  }

  #renderFacts(board: Board): TemplateResult {
    const { all, open, succeeded } = standingOf(board);
    const { post, posts: many } = purposeWords[board.purpose];
    // Of a board with nothing on it there is no more to tell.
    const success = all > 0 && board.pipeline.find((status) => status.success);
    const show = (count: number) => number(count, this.language);
    return html`<p class="facts small soft num">
      <span>${boardsWords.posts(all, show(all), post, many)}</span>
      ${all > 0 ? html`<span>${boardsWords.open(open, show(open))}</span>` : nothing}
      ${success ? html`<span>${boardsWords.succeeded(succeeded, show(succeeded), success.label)}</span>` : nothing}
    </p>`;
  }

  /** The goal that a board works toward now; of several the one that ends first. */
  #goalOf(board: string): Goal | undefined {
    const now = Date.now();
    const running = (this.#goals.value?.items ?? []).filter(
      (goal) => goal.board === board && goal.startsAt <= now && goal.endsAt > now,
    );
    return running.sort((a, b) => a.endsAt - b.endsAt)[0];
  }

  #renderGoal({ title, measure }: Goal): TemplateResult {
    const progress = progressOf(measure);
    const share = percent(progress, this.language);
    const draw = (track?: Element) =>
      (track as HTMLElement | undefined)?.style.setProperty('--progress', String(progress * 100));
    return html`<div class="goal small" role="img" aria-label=${boardsWords.goal(title, share)}>
      <span class="name soft" dir="auto" title=${title}>${title}</span>
      <span class="track" ${ref(draw)}></span>
      <b class="num">${share}</b>
    </div>`;
  }

  #renderMore({ more, error, loadingMore }: ListState): TemplateResult | typeof nothing {
    if (!more) return nothing;
    const { showMore, loading, retry } = commonWords;
    return html`<div class="state">
      ${error ? html`<p class="problem" role="alert">${error.message}</p>` : nothing}
      <button
        class="btn"
        type="button"
        aria-disabled=${loadingMore}
        @click=${() => void this.#list.source?.loadMore()}
      >
        ${error ? retry : loadingMore ? loading : showMore}
      </button>
    </div>`;
  }
}

const renderSkeletons = (): TemplateResult[] =>
  Array.from(
    { length: 3 },
    () =>
      html`<li class="board" aria-hidden="true">
        <span class="skeleton"></span><span class="skeleton"></span><span class="skeleton"></span>
      </li>`,
  );
