import { css, html, nothing, type CSSResultGroup, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from '../base/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Board, Member, Votable, Vote } from '@rallykit/core';
import type { Store } from '@rallykit/store';
import { disclosure } from '../base/disclosure.styles.js';
import { number } from '../base/format.js';
import { avatar, byline, errorState, skeleton } from '../base/parts.js';
import { RallyElement } from '../base/rally-element.js';
import { shared } from '../base/shared.styles.js';
import { Watch } from '../base/watch.js';
import { commonWords } from '../base/words.js';
import { votersWords } from './voters.words.js';

/**
 * @summary Who voted on a post, a page at a time, for whom its board shows them to. Used inside `<rally-idea>`.
 *
 * Reads nothing before it is opened, and says who else can read it.
 *
 * @csspart base - The part that opens.
 */
export class RallyVoters extends RallyElement {
  static override styles: CSSResultGroup = [
    shared,
    disclosure,
    css`
      ul {
        display: flex;
        flex-wrap: wrap;
        gap: 0.5em 1.2em;
        margin: 0.4em 0 0.8em;
        padding: 0;
        list-style: none;
      }
      .why {
        flex-basis: 100%;
      }
      .why p {
        margin-inline-start: 2.2em;
      }
      li {
        max-inline-size: 100%;
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) post: Votable | undefined;
  @property({ attribute: false }) board: Board | undefined;

  @state() private open = false;

  readonly #list = new Watch(this, (store) => {
    if (!this.open || !this.post) return undefined;
    const { kind, id } = this.post;
    const query = { voted: { kind, id }, sort: 'new', first: 20 } as const;
    return store.session.value?.supports.reasons
      ? // The subject says which board it concerns.
        store.list({ kind: 'vote', subject: query.voted, ...query })
      : store.list({ kind: 'member', ...query });
  });

  protected override updated(changed: PropertyValues): void {
    // Others' votes tell nothing but the tally.
    const before = changed.get('post') as Votable | undefined;
    if (before && before.id === this.post?.id && people(before) !== people(this.post))
      void this.#list.source?.refresh();
  }

  protected override renderWith(store: Store): TemplateResult {
    const { post, board } = this;
    return html`<details
      part="base"
      @toggle=${(event: Event) => (this.open = (event.target as HTMLDetailsElement).open)}
    >
      <summary>${votersWords.who}</summary>
      ${this.open && post && board ? this.#renderVoters(post, board, store) : nothing}
    </details>`;
  }

  #renderVoters({ tally }: Votable, board: Board, store: Store): TemplateResult {
    const list = this.#list.value;
    const source = this.#list.source;
    if (list?.status === 'error') return errorState(list.error!, () => void source?.refresh());
    if (list?.status !== 'ready') return skeleton(2);
    return html`<p class="soft small">${board.voters === 'all' ? votersWords.forAll : votersWords.forTeam}</p>
      ${list.items.length ? this.#renderList(list.items, store) : html`<p>${votersWords.none}</p>`}
      ${
        list.more
          ? html`<button
              class="btn"
              type="button"
              aria-busy=${list.loadingMore}
              @click=${() => void source?.loadMore()}
            >
              ${list.loadingMore ? commonWords.loading : commonWords.showMore}
            </button>`
          : nothing
      }
      ${
        tally.imported > 0
          ? html`<p class="soft small num">
              ${votersWords.unnamed(tally.imported, number(tally.imported, this.language))}
            </p>`
          : nothing
      }`;
  }

  #renderList(found: readonly (Member | Vote)[], store: Store): TemplateResult {
    return html`<ul aria-label=${votersWords.who}>
      ${repeat(
        found,
        ({ id }) => id,
        (each) => {
          const id = each.kind === 'vote' ? each.member : each.id;
          const member = each.kind === 'vote' ? store.peek({ kind: 'member', id }) : each;
          const reason = each.kind === 'vote' && each.reason;
          return html`<li class=${reason ? 'why' : ''}>
            <span class="row">${avatar(member)}<bdi>${byline(member, id)}</bdi></span>
            ${reason ? html`<p class="soft" dir="auto">${reason}</p>` : nothing}
          </li>`;
        },
      )}
    </ul>`;
  }
}

const people = (post: Votable | undefined) => post && post.tally.up + post.tally.down;
