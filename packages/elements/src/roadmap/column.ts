import { html, nothing, type CSSResultGroup, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { property } from '../base/decorators.js';
import type { Board, Idea, Sort, Status } from '@rallykit/core';
import type { ListState, Store } from '@rallykit/store';
import { acts } from '../base/acts.styles.js';
import { number } from '../base/format.js';
import { fresh } from '../base/fresh.js';
import { icons } from '../base/icons.js';
import { badge, errorState } from '../base/parts.js';
import { postAddress } from '../base/post-address.js';
import { postTitle } from '../base/post-title.js';
import { posts } from '../base/posts.styles.js';
import { RallyElement } from '../base/rally-element.js';
import { shared } from '../base/shared.styles.js';
import { Watch } from '../base/watch.js';
import { commonWords } from '../base/words.js';
import '../vote/vote.define.js';
import { styles } from './column.styles.js';
import { roadmapWords } from './roadmap.words.js';

const firstPage = 5;
const nextPage = 20;

type CardEventType = 'rally-card-open' | 'rally-card-move';

/** What a person wants with a card. */
export class CardEvent extends Event {
  readonly idea: Idea;
  readonly control: HTMLElement;

  constructor(type: CardEventType, idea: Idea, control: HTMLElement) {
    super(type);
    this.idea = idea;
    this.control = control;
  }
}

/**
 * @summary The ideas in one status. Used inside `<rally-roadmap>`.
 *
 * @event {CardEvent} rally-card-open - Somebody wants to read an idea.
 * @event {CardEvent} rally-card-move - The team wants to set an idea's status.
 */
export class RallyRoadmapColumn extends RallyElement {
  static override styles: CSSResultGroup = [shared, acts, posts, styles];

  readonly #list = new Watch(this, (store) => {
    const { board, status, sort } = this;
    return (
      board &&
      status &&
      store.list({ kind: 'idea', board: board.id, status: [status.id], sort, first: firstPage })
    );
  });

  @property({ attribute: false }) board: Board | undefined;
  @property({ attribute: false }) status: Status | undefined;
  @property({ attribute: false }) sort: Sort = 'top';
  @property({ attribute: false }) permalinks = false;
  /** Whether its cards can be moved to another status by this person. */
  @property({ attribute: false }) movable = false;
  /** Id of the idea that this person moves: comes in without being asked for, and takes the focus where it arrives. */
  @property({ attribute: false }) awaited: string | undefined;
  /** A card is held over it. */
  @property({ attribute: false }) over = false;
  /** One of its cards is dragged. */
  @property({ attribute: false }) dragging = false;

  /** Ids of the ideas that it showed last. */
  #before: readonly string[] = [];

  /** The card of an idea, while it is listed. */
  cardOf(id: string): HTMLElement | null {
    return this.renderRoot.querySelector(`.card[data-id="${CSS.escape(id)}"]`);
  }

  ideaOf(card: HTMLElement): Idea | undefined {
    return this.#list.value?.items.find(({ id }) => id === card.dataset['id']);
  }

  get #ids(): readonly string[] {
    return this.#list.value?.items.map(({ id }) => id) ?? [];
  }

  protected override willUpdate(): void {
    this.setState('dragged', this.dragging);
    const { awaited, status } = this;
    const list = this.#list.source;
    if (!awaited || !list?.value.waiting || this.#ids.includes(awaited)) return;
    if (this.rally?.peek({ kind: 'idea', id: awaited })?.status === status?.id) list.showNew();
  }

  protected override updated(): void {
    const { awaited } = this;
    const before = this.#before;
    this.#before = this.#ids;
    if (!awaited || before.includes(awaited)) return;
    const card = this.cardOf(awaited);
    card?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    card?.querySelector<HTMLElement>('.move')?.focus({ preventScroll: true });
  }

  async #onMore(): Promise<void> {
    const before = this.#list.value?.items.length ?? 0;
    await this.#list.source?.loadMore(nextPage);
    this.requestUpdate();
    await this.updateComplete;
    this.renderRoot.querySelectorAll<HTMLElement>('.title')[before]?.focus({ preventScroll: true });
  }

  protected override renderWith(store: Store): unknown {
    const { board, status } = this;
    if (!board || !status) return nothing;
    const count = board.counts[status.id] ?? 0;
    return html`<section class=${this.over ? 'lane over' : 'lane'} aria-labelledby="name">
      <h3 id="name">${badge(status)} <span class="num soft">${number(count, this.language)}</span></h3>
      ${this.#renderList(store)}
    </section>`;
  }

  #renderList(store: Store): unknown {
    const list = this.#list.value;
    const source = this.#list.source;
    if (list?.status === 'error') return errorState(list.error!, () => void source?.refresh());
    if (list?.status !== 'ready')
      return html`<ul aria-busy="true" aria-label=${commonWords.loading}>
        ${renderSkeletons(3)}
      </ul>`;
    if (list.items.length === 0) return html`<p class="none small soft">${roadmapWords.emptyColumn}</p>`;
    return html`${fresh(source, (count) => roadmapWords.fresh(count, number(count, this.language)), '.title')}
      <ul>
        ${repeat(
          list.items,
          ({ id }) => id,
          (idea) => this.#renderCard(idea, store),
        )}
      </ul>
      ${this.#renderMore(list)}`;
  }

  #renderCard(idea: Idea, store: Store): TemplateResult {
    const tell = (type: CardEventType) => (control: HTMLElement) =>
      void this.dispatchEvent(new CardEvent(type, idea, control));
    return html`<li class=${this.movable ? 'card movable' : 'card'} data-id=${idea.id}>
      <rally-vote .store=${store} .subject=${idea}></rally-vote>
      <div class="about">
        <h4>${postTitle(idea, this.permalinks && postAddress('idea', idea.id), tell('rally-card-open'))}</h4>
        ${idea.comments || this.movable ? this.#renderMeta(idea, tell('rally-card-move')) : nothing}
      </div>
    </li>`;
  }

  #renderMeta({ title, comments }: Idea, move: (control: HTMLElement) => void): TemplateResult {
    const count = number(comments, this.language);
    const talk = html`<span class="row num">
      ${icons.talk}<span aria-hidden="true">${count}</span>
      <span class="sr">${commonWords.comments(comments, count)}</span>
    </span>`;
    const mover = html`<button
      class="act move"
      type="button"
      aria-haspopup="dialog"
      @click=${(event: Event) => move(event.currentTarget as HTMLElement)}
    >
      ${roadmapWords.move}<span class="sr" dir="auto">${title}</span>
    </button>`;
    return html`<div class="meta small soft">
      ${comments ? talk : nothing} ${this.movable ? mover : nothing}
    </div>`;
  }

  #renderMore({ more, error, loadingMore }: ListState): TemplateResult | typeof nothing {
    if (!more) return nothing;
    const { showMore, loading, retry } = commonWords;
    return html`${error ? html`<p class="problem" role="alert">${error.message}</p>` : nothing}
      <button class="btn quiet" type="button" aria-disabled=${loadingMore} @click=${this.#onMore}>
        ${error ? retry : loadingMore ? loading : showMore}
      </button>`;
  }
}

/** What stands in a column until it is there: as high as cards. */
export const renderSkeletons = (count: number): TemplateResult[] =>
  Array.from(
    { length: count },
    () =>
      html`<li class="card" aria-hidden="true">
        <span class="skeleton vote"></span>
        <div><span class="skeleton"></span><span class="skeleton"></span></div>
      </li>`,
  );
