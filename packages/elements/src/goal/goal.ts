import { html, nothing, type CSSResultGroup, type TemplateResult } from 'lit';
import { property, state } from '../base/decorators.js';
import { classMap } from 'lit/directives/class-map.js';
import { ref } from 'lit/directives/ref.js';
import { communityRef, progressOf, standingOf, type Board, type Goal } from '@rallykit/core';
import type { Store } from '@rallykit/store';
import { PostComposeRequestEvent } from '../base/events.js';
import { number, percent } from '../base/format.js';
import { moreIcons } from '../base/more-icons.js';
import { emptyState, errorState } from '../base/parts.js';
import { RallyElement } from '../base/rally-element.js';
import { shared } from '../base/shared.styles.js';
import { Watch } from '../base/watch.js';
import { purposeWords } from '../base/words.js';
import { goalWords } from './goal.words.js';
import { styles } from './goal.styles.js';

const dayMs = 86_400_000;

/**
 * @summary What the community rallies round: how far it is, how long there is, and what I added.
 *
 * Its button asks for a new post on the goal's board: a `<rally-ideas>` or `<rally-questions>` of that board on the page
 * opens its composer; where there is none, one opens here.
 *
 * @event {PostComposeRequestEvent} rally-post-compose-request - The button was pressed; can be stopped.
 * @event {AuthRequiredEvent} rally-auth-required - Posting takes signing in.
 * @csspart base - The panel.
 */
export class RallyGoal extends RallyElement {
  static override styles: CSSResultGroup = [shared, styles];

  readonly #goal = new Watch(this, (store) =>
    this.goal ? store.entity({ kind: 'goal', id: this.goal }) : undefined,
  );
  readonly #board = new Watch(this, (store) => {
    const board = this.#found?.board;
    return board === undefined ? undefined : store.entity({ kind: 'board', id: board });
  });
  readonly #community = new Watch(this, (store) => store.entity(communityRef));
  readonly #session = new Watch(this, (store) => store.session);
  readonly #helped = new Watch(this, (store) => {
    const board = this.#foundBoard;
    const session = this.#session.value;
    if (!this.settled || !board || !session?.viewer.member || session.supports.totals === 'none')
      return undefined;
    const kind = board.purpose === 'support' ? 'question' : 'idea';
    return store.list({
      kind,
      board: board.id,
      mine: 'helped',
      status: successes(board),
      first: 0,
      total: true,
    });
  });

  /** The goal's id. */
  @property() goal: string | undefined;

  /** The page had time to show what matters more than my own part. */
  @state() private settled = false;
  @state() private composing = false;

  get #found(): Goal | undefined {
    const goal = this.#goal.value;
    return goal?.status === 'ready' ? goal.entity : undefined;
  }

  get #foundBoard(): Board | undefined {
    const board = this.#board.value;
    return board?.status === 'ready' ? board.entity : undefined;
  }

  protected override firstUpdated(): void {
    const settle = () => (this.settled = true);
    if ('requestIdleCallback' in window) requestIdleCallback(settle, { timeout: 3000 });
    else setTimeout(settle, 500);
  }

  async #onCompose(event: Event): Promise<void> {
    const goal = this.#found;
    const asked = goal && new PostComposeRequestEvent(goal.board);
    if (!asked || !this.dispatchEvent(asked)) return;
    const button = event.currentTarget as HTMLElement;
    try {
      await import('../composer/composer.define.js');
      this.composing = true;
    } catch (error) {
      await this.showRefusal(button, error);
    }
  }

  protected override renderWith(store: Store): TemplateResult {
    const goal = this.#goal.value;
    let content: unknown;
    if (!this.goal) content = emptyState(goalWords.missing, goalWords.missingDetail);
    else if (!goal || goal.status === 'loading') content = this.#renderLoading();
    else if (goal.status === 'gone') content = emptyState(goalWords.gone, goalWords.goneDetail(this.goal));
    else if (goal.status === 'error')
      content = errorState(goal.error, () => void this.#goal.source?.refresh());
    else content = this.#renderGoal(goal.entity, store);
    return html`<section class="panel" part="base" aria-label=${goalWords.label} aria-busy=${!this.#found}>
      ${content}
    </section>`;
  }

  #renderLoading(): TemplateResult {
    return html`<div class="goal" aria-hidden="true">
      <div class="ring"></div>
      <div class="skeletons"><span class="skeleton"></span><span class="skeleton"></span></div>
    </div>`;
  }

  #renderGoal(goal: Goal, store: Store): TemplateResult {
    const board = this.#foundBoard;
    const { measure } = goal;
    const progress = progressOf(measure);
    const ended = goal.endsAt <= Date.now();
    const named = (value: number) => `${number(value, this.language)} ${measure.unit}`.trim();
    const share = percent(progress, this.language);
    const detail = goalWords.measure(
      measure.name,
      named(measure.current),
      named(measure.baseline),
      named(measure.target),
    );
    const draw = (ring?: Element) =>
      (ring as HTMLElement | undefined)?.style.setProperty('--progress', String(progress * 100));
    return html`<div class="goal">
        <div
          class=${classMap({ ring: true, num: true, reached: progress === 1 })}
          role="img"
          aria-label=${`${share}. ${detail}`}
          title=${detail}
          ${ref(draw)}
        >
          ${progress === 1 ? moreIcons.check : share}
        </div>
        <div>
          <p class="small soft">${goalWords.eyebrow} · ${this.#timeLeft(goal, progress)}</p>
          <h2>${goal.title}</h2>
          ${this.#renderFacts(board)}
        </div>
        ${
          ended || !board || this.composing
            ? nothing
            : html`<button class="btn primary" type="button" @click=${this.#onCompose}>
                ${purposeWords[board.purpose].invite}
              </button>`
        }
      </div>
      ${this.composing && board ? this.#renderComposer(board, store) : nothing}`;
  }

  #timeLeft(goal: Goal, progress: number): string {
    const now = Date.now();
    const days = (ms: number) => Math.ceil(ms / dayMs);
    const shown = (count: number) => number(count, this.language);
    if (progress === 1) return goalWords.reached;
    if (goal.startsAt > now)
      return goalWords.startsIn(days(goal.startsAt - now), shown(days(goal.startsAt - now)));
    if (goal.endsAt <= now) return goalWords.ended;
    return goalWords.daysLeft(days(goal.endsAt - now), shown(days(goal.endsAt - now)));
  }

  #renderFacts(board: Board | undefined): TemplateResult {
    const community = this.#community.value;
    const members = community?.status === 'ready' ? community.entity.members : 0;
    const shipped = board ? standingOf(board).succeeded : 0;
    const helped = this.#helped.value?.total ?? 0;
    const goal = goalWords;
    const fact = (count: number, [before, after]: readonly [string, string]) =>
      count > 0
        ? html`<span>${before}<b class="num">${number(count, this.language)}</b>${after}</span>`
        : nothing;
    const success = board?.pipeline.find((status) => status.success);
    const { post, posts } = purposeWords[board?.purpose ?? 'product-design'];
    return html`<p class="facts small soft">
      ${fact(members, goal.members(members))}
      ${success ? fact(shipped, goal.shipped(shipped === 1 ? post : posts, success.label)) : nothing}
      ${fact(helped, goal.helped(helped))}
    </p>`;
  }

  #renderComposer(board: Board, store: Store): TemplateResult {
    const close = () => (this.composing = false);
    return html`<div class="composer">
      <rally-composer
        kind=${board.purpose === 'support' ? 'question' : 'idea'}
        board=${board.id}
        .store=${store}
        @rally-composer-done=${close}
        @rally-composer-cancel=${close}
      ></rally-composer>
    </div>`;
  }
}

const successes = (board: Board): string[] =>
  board.pipeline.filter(({ success }) => success).map(({ id }) => id);
