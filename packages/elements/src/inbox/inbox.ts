import { html, nothing, type CSSResultGroup, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { excerpt, type Notification, type Ref } from '@rallykit/core';
import type { ListState, Store } from '@rallykit/store';
import { property, query, state } from '../base/decorators.js';
import { compact, number } from '../base/format.js';
import { addressOf } from '../base/link.js';
import { moreIcons } from '../base/more-icons.js';
import { badge, byline, emptyState, errorState, skeleton, time } from '../base/parts.js';
import { postAddress } from '../base/post-address.js';
import { RallyElement } from '../base/rally-element.js';
import { shared } from '../base/shared.styles.js';
import { Watch } from '../base/watch.js';
import { commonWords } from '../base/words.js';
import { Together } from '../idea/together.js';
import { styles } from './inbox.styles.js';
import { inboxWords } from './inbox.words.js';

/** Those of a busy page do not all ask at once what an act of the team means to them. */
const spreadMs = 2_000;

/**
 * @summary A bell with the number of what I have not read, and in it what became of the ideas that I follow and who replied to me.
 *
 * It is not there for who is nobody yet, nor where the store keeps no notifications. Each leads to its idea or question, on
 * the page itself unless `href` and `question-href` say where that is.
 *
 * @event {ActRequestEvent} rally-mark-set-request - Before something is marked as read; can be stopped.
 * @csspart base - The bell.
 * @csspart box - What opens.
 */
export class RallyInbox extends RallyElement {
  static override styles: CSSResultGroup = [shared, styles];

  readonly #session = new Watch(this, (store) => store.session);
  readonly #unread = new Watch(this, (store) =>
    this.#isThere
      ? store.list({ kind: 'notification', told: 'unread', sort: 'new', first: 20, total: true })
      : undefined,
  );
  readonly #all = new Watch(this, (store) =>
    this.#isThere && this.open
      ? store.list({ kind: 'notification', told: 'all', sort: 'new', first: 20 })
      : undefined,
  );
  /** All that is told to anybody comes here as it happens; whether it is told to me is the store's to say. */
  readonly #pulse = new Watch(this, (store) =>
    this.#isThere ? store.list({ kind: 'notification', sort: 'new', first: 1 }) : undefined,
  );

  readonly #together = new Together();
  /** The boards that name the statuses. */
  readonly #boards = new Watch(this, (store) => {
    const ideas = this.#all.value?.items.map(({ subject }) => store.peek(subject));
    const ids = new Set(ideas?.flatMap((idea) => idea?.board ?? []));
    return this.#together.of(
      store,
      [...ids].map((id): Ref => ({ kind: 'board', id })),
    );
  });

  /** Where an idea is, such as `/ideas/{id}`; in this page when left out. */
  @property() href: string | undefined;
  /** Where a question is, such as `/help/{id}`; in this page when left out. */
  @property({ attribute: 'question-href' }) questionHref: string | undefined;

  @state() private open = false;
  @state() private busy = false;

  @query('.bell') private bell!: HTMLElement | null;
  @query('.box') private box!: HTMLElement | null;

  #stopPlacing: (() => void) | undefined;
  #beat: string | undefined;
  #asking: ReturnType<typeof setTimeout> | undefined;

  get #isThere(): boolean {
    const { supports, viewer } = this.#session.value ?? {};
    return Boolean(viewer?.member && supports?.kinds.includes('notification'));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#asking);
    this.#stopPlacing?.();
  }

  protected override updated(): void {
    const pulse = this.#pulse.value;
    if (pulse?.status !== 'ready') return;
    const beat = `${pulse.items[0]?.id ?? ''} ${pulse.waiting}`;
    if (this.#beat !== undefined && this.#beat !== beat) {
      clearTimeout(this.#asking);
      this.#asking = setTimeout(() => this.#refresh(), Math.random() * spreadMs);
    }
    this.#beat = beat;
  }

  #refresh(): void {
    void this.#unread.source?.refresh();
    void this.#all.source?.refresh();
  }

  async #onToggle({ newState }: ToggleEvent): Promise<void> {
    this.#stopPlacing?.();
    this.#stopPlacing = undefined;
    this.open = newState === 'open';
    if (!this.open) return;
    const placing = await import('../base/place.js').catch(() => undefined);
    if (this.bell && this.box?.matches(':popover-open'))
      this.#stopPlacing = placing?.place(this.bell, this.box, 'bottom-end');
  }

  async #read(event: Event, input: { until: number } | { ids: readonly string[] }): Promise<void> {
    const control = event.currentTarget as HTMLElement;
    if (this.busy) return;
    this.busy = true;
    try {
      if (!(await this.act('mark.set', input))) return;
      this.#refresh();
      if ('until' in input) this.announce(inboxWords.allRead);
    } catch (error) {
      await this.showRefusal(control, error);
    } finally {
      this.busy = false;
    }
  }

  protected override renderWith(store: Store): TemplateResult | typeof nothing {
    if (!this.#isThere) return nothing;
    const { total, exact = true, items = [] } = this.#unread.value ?? {};
    // A store that counts nothing says at least that there is something.
    const count = total ?? items.length;
    const more = exact && total !== undefined ? '' : '+';
    const shown = number(count, this.language) + (count > 0 ? more : '');
    const label = count > 0 ? inboxWords.labelUnread(inboxWords.unread(count, shown)) : inboxWords.label;
    return html`<button
        class="bell"
        part="base"
        type="button"
        popovertarget="box"
        aria-expanded=${this.open}
        aria-label=${label}
      >
        ${moreIcons.bell}
        ${
          count > 0
            ? html`<span class="count" aria-hidden="true"
                >${count > 99 ? `${number(99, this.language)}+` : compact(count, this.language)}</span
              >`
            : nothing
        }
      </button>
      <div
        class="box"
        id="box"
        part="box"
        popover
        role="dialog"
        aria-label=${inboxWords.title}
        @toggle=${this.#onToggle}
      >
        ${this.open ? this.#renderBox(store) : nothing}
      </div>`;
  }

  #renderBox(store: Store): TemplateResult {
    void this.#boards;
    const list = this.#all.value;
    const source = this.#all.source;
    const unread = new Set(this.#unread.value?.items.map(({ id }) => id));
    const newest = list?.items[0];
    return html`<div class="head">
        <h3 class="grow">${inboxWords.title}</h3>
        ${
          newest && unread.size > 0
            ? html`<button
                class="btn quiet"
                type="button"
                aria-disabled=${this.busy}
                @click=${(event: Event) => this.#read(event, { until: newest.createdAt })}
              >
                ${inboxWords.readAll}
              </button>`
            : nothing
        }
      </div>
      ${
        list?.status === 'error'
          ? errorState(list.error!, () => void source?.refresh())
          : list?.status === 'ready'
            ? this.#renderList(list, unread, store)
            : html`<div class="note">${skeleton(3)}</div>`
      }`;
  }

  #renderList(
    { items, more, loadingMore }: ListState<Notification>,
    unread: ReadonlySet<string>,
    store: Store,
  ): TemplateResult {
    if (items.length === 0) return emptyState(inboxWords.none, inboxWords.noneDetail);
    return html`<ul>
        ${repeat(
          items,
          ({ id }) => id,
          (each) => this.#renderOne(each, unread.has(each.id), store),
        )}
      </ul>
      ${
        more
          ? html`<div class="foot">
              <button
                class="btn"
                type="button"
                aria-busy=${loadingMore}
                @click=${() => void this.#all.source?.loadMore()}
              >
                ${loadingMore ? commonWords.loading : commonWords.showMore}
              </button>
            </div>`
          : nothing
      }`;
  }

  #renderOne(each: Notification, isUnread: boolean, store: Store): TemplateResult {
    const { id, what, subject, about, createdAt } = each;
    const post = (what === 'reply' ? about : subject) as { kind: 'idea' | 'question'; id: string };
    const found = store.peek(post);
    const template = post.kind === 'idea' ? this.href : this.questionHref;
    const address = addressOf(template, post.id) ?? postAddress(post.kind, post.id);
    const read = (event: Event) => void this.#read(event, { ids: [id] });
    return html`<li class=${isUnread ? 'note unread' : 'note'}>
      <a
        href=${address}
        @click=${(event: Event) => {
          if (isUnread) read(event);
          this.box?.hidePopover();
        }}
        >${isUnread ? html`<span class="sr">${inboxWords.isUnread} </span>` : nothing}<bdi
          >${found?.title ?? inboxWords.gone}</bdi
        ></a
      >
      <div class="small">${this.#renderWhat(each, store)}</div>
      <span class="small soft">${time(createdAt, this.language)}</span>
      ${
        isUnread
          ? html`<button
              class="mark"
              type="button"
              title=${inboxWords.read}
              aria-label=${`${inboxWords.read}: ${found?.title ?? inboxWords.gone}`}
              aria-disabled=${this.busy}
              @click=${read}
            >
              ${moreIcons.check}
            </button>`
          : nothing
      }
    </li>`;
  }

  /** What happened, as far as what tells of it is still there. */
  #renderWhat({ what, by, subject, about }: Notification, store: Store): TemplateResult {
    switch (what) {
      case 'status': {
        const step = store.peek({ kind: 'step', id: about.id });
        const board = step && store.peek({ kind: 'board', id: step.board });
        const status = board?.pipeline.find(({ id }) => id === step?.to);
        return html`<div class="row">
            ${inboxWords.status} ${badge(status ?? { label: step?.to ?? '', tone: 'calm' })}
          </div>
          ${step?.note ? html`<p class="said soft" dir="auto">${excerpt(step.note)}</p>` : nothing}`;
      }
      case 'answer': {
        const idea = store.peek({ kind: 'idea', id: about.id });
        return html`${inboxWords.answer}
          <p class="said soft" dir="auto">${excerpt(idea?.response?.body ?? '')}</p>`;
      }
      case 'merge':
        return html`${inboxWords.merge}
          <bdi>${store.peek({ kind: 'idea', id: about.id })?.title ?? inboxWords.gone}</bdi>`;
      case 'update':
        return html`${inboxWords.update}
          <bdi>${store.peek({ kind: 'update', id: about.id })?.title ?? inboxWords.gone}</bdi>`;
      case 'reply': {
        const reply = store.peek(subject as { kind: 'comment' | 'answer'; id: string });
        const member = store.peek({ kind: 'member', id: by });
        return html`${inboxWords.reply(byline(member && { name: member.name }, by))}
          <p class="said soft" dir="auto">${excerpt(reply?.body ?? '')}</p>`;
      }
    }
  }
}
