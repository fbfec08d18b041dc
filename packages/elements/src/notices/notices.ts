import { html, nothing, type CSSResultGroup, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { refKey, type Ref } from '@rallykit/core';
import type { Connection, RefusedAct, Store } from '@rallykit/store';
import { draftsOf } from '@rallykit/store/drafts';
import { property, state } from '../base/decorators.js';
import { number } from '../base/format.js';
import { RallyElement } from '../base/rally-element.js';
import { shared } from '../base/shared.styles.js';
import { Watch } from '../base/watch.js';
import { noticesWords } from './notices.words.js';
import { mendingOf, placesOf, textOf, type Mending } from './refused.js';
import { styles } from './notices.styles.js';

/** A break as short as that is nobody's concern; and as long as that stands what is good news. */
const flickerMs = 1000;
const goodNewsMs = 4000;

/** The places of each store, in the order in which they came. */
const places = new WeakMap<Store, RallyNotices[]>();

/** Another place may be nearer to what was refused, so all look again. */
function settle(store: Store, change: (here: readonly RallyNotices[]) => RallyNotices[]): void {
  const before = places.get(store) ?? [];
  places.set(store, change(before));
  for (const place of before) place.requestUpdate();
}

/**
 * @summary What the store has to tell about what is shown here: that it is offline, what is not sent yet, and what was
 * refused after its page was gone, with its text given back. Used inside other elements.
 *
 * Says it to screen readers once a change, politely; of several places of a page only one speaks.
 *
 * @csspart offline - What it says about the connection and what is not sent yet.
 * @csspart refused - One act that was refused.
 */
export class RallyNotices extends RallyElement {
  static override styles: CSSResultGroup = [shared, styles];

  readonly #connection = new Watch(this, (store) => store.connection);
  readonly #pending = new Watch(this, (store) => store.pending);
  readonly #refused = new Watch(this, (store) => store.refused);

  /** The board or post that is shown round it. */
  @property({ attribute: false }) about: Ref | undefined;

  /** What it says about the connection. */
  @state() private shown: Connection | undefined;
  /** Id of the act that is mended here. */
  @state() private mending: string | undefined;

  #place: Store | undefined;
  #last: Connection | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Since when acts have waited for their answer. */
  #since = new Map<string, number>();
  #patience: ReturnType<typeof setTimeout> | undefined;
  #said = '';

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    clearTimeout(this.#patience);
    this.#leave();
  }

  #leave(): void {
    if (this.#place) settle(this.#place, (here) => here.filter((each) => each !== this));
    this.#place = undefined;
  }

  /** Whether it stands in an element that stands in another one, which says how the connection is. */
  get #isInner(): boolean {
    const host = (this.getRootNode() as ShadowRoot).host;
    const around = host?.getRootNode();
    return around instanceof ShadowRoot && around.host instanceof RallyElement;
  }

  protected override willUpdate(): void {
    const store = this.rally;
    if (store !== this.#place) {
      this.#leave();
      this.#place = store;
      if (store) settle(store, (here) => [...here, this]);
    }
    this.#follow(this.#connection.value);
    const ids = (this.#pending.value ?? []).map(({ id }) => id);
    this.#since = new Map(ids.map((id) => [id, this.#since.get(id) ?? Date.now()]));
    clearTimeout(this.#patience);
    if (ids.some((id) => !this.#isLate(id)))
      this.#patience = setTimeout(() => this.requestUpdate(), flickerMs);
  }

  #isLate(id: string): boolean {
    return Date.now() - (this.#since.get(id) ?? 0) >= flickerMs;
  }

  /** A break that lasts is told, and then that it is over. */
  #follow(now: Connection | undefined): void {
    if (now === this.#last) return;
    const wasBroken = this.shown === 'offline';
    this.#last = now;
    clearTimeout(this.#timer);
    const isBroken = now === 'catching-up' || now === 'stale';
    const show = (what: Connection | undefined) => () => (this.shown = what);
    if (now === 'offline') this.shown = now;
    else if (isBroken) this.#timer = setTimeout(show(now), flickerMs);
    else if (now === 'live' && wasBroken) {
      this.shown = now;
      this.#timer = setTimeout(show(undefined), goodNewsMs);
    } else if (this.shown !== 'live') this.shown = undefined;
  }

  protected override updated(): void {
    const store = this.rally;
    if (!store || places.get(store)?.[0] !== this) return;
    const reasons = store.refused.value.map((act) => this.#reason(act));
    const said = [this.#sentence(), ...reasons].filter(Boolean).join(' ');
    if (said && said !== this.#said) this.announce(said);
    this.#said = said;
  }

  /** What is not sent yet, once that takes long. */
  get #unsent() {
    const offline = this.shown === 'offline';
    return (this.#pending.value ?? []).filter(
      ({ id, state }) => offline || state === 'waiting' || this.#isLate(id),
    );
  }

  #sentence(): string {
    const say = noticesWords;
    const unsent = this.#unsent;
    const sending = !unsent.length ? '' : unsent.some(({ kept }) => !kept) ? say.unkept : say.kept;
    switch (this.shown) {
      case 'offline':
        return `${say.offline} ${sending || say.offlineDetail}`;
      case 'stale':
        return sending || say.stale;
      case 'catching-up':
        return sending || say.catchingUp;
      case 'live':
        return sending || say.live;
      default:
        return sending;
    }
  }

  #reason({ command, error }: RefusedAct): string {
    const { acts, otherAct, refused } = noticesWords;
    return `${refused(acts[command.type] ?? otherAct)} ${error.message}`;
  }

  /** Those that this place is the nearest to. */
  #refusedHere(store: Store): readonly RefusedAct[] {
    const all = places.get(store) ?? [];
    return (this.#refused.value ?? []).filter(({ command }) => {
      const near = placesOf(command, store);
      const found = near.map((key) => all.find(({ about }) => about && refKey(about) === key)).find(Boolean);
      return (found ?? all[0]) === this;
    });
  }

  protected override renderWith(store: Store): unknown {
    return html`${this.#isInner ? nothing : this.#renderBanner()}
    ${repeat(
      this.#refusedHere(store),
      ({ command }) => command.id,
      (act) => this.#renderRefused(act, store),
    )}`;
  }

  #renderBanner(): TemplateResult | typeof nothing {
    const sentence = this.#sentence();
    if (!sentence) return nothing;
    const unsent = this.#unsent;
    const count = unsent.length;
    const label = unsent.some(({ kept }) => !kept) ? noticesWords.unsent : noticesWords.waiting;
    const calm = this.shown !== 'offline' && count === 0;
    const over = this.about?.kind === 'board';
    return html`<div class="banner ${calm ? 'calm' : ''} ${over ? 'over' : ''}" part="offline">
      <span class="grow">${sentence}</span>
      ${count ? html`<span class="soft num">${label(count, number(count, this.language))}</span>` : nothing}
    </div>`;
  }

  #renderRefused(act: RefusedAct, store: Store): TemplateResult {
    const { id } = act.command;
    const texts = textOf(act.command);
    const mending = mendingOf(act.command, store);
    const { again, dismiss } = noticesWords;
    return html`<section class="refused" part="refused" aria-label=${this.#reason(act)}>
      <p class="small">${this.#reason(act)}</p>
      ${
        this.mending === id && mending
          ? this.#renderMending(mending, act, store)
          : html`${texts.length ? html`<blockquote dir="auto" tabindex="0">${texts.join('\n\n')}</blockquote>` : nothing}
              <div class="row">
                ${
                  mending
                    ? html`<button
                        class="btn"
                        type="button"
                        @click=${(event: Event) => this.#mend(event, id, mending, store)}
                      >
                        ${again}
                      </button>`
                    : nothing
                }
                <button class="btn quiet" type="button" @click=${() => this.#dismiss(id, mending, store)}>
                  ${dismiss}
                </button>
              </div>`
      }
    </section>`;
  }

  #renderMending(mending: Mending, { command, error }: RefusedAct, store: Store): TemplateResult {
    const cancel = () => (this.mending = undefined);
    const done = () => store.dismiss(command.id);
    if (mending.by === 'editor') {
      return html`<rally-editor
        .store=${store}
        .post=${mending.post}
        .theirs=${error.code === 'conflict' ? (store.peek(mending.post) ?? error.current) : undefined}
        @rally-editor-close=${(event: Event & { saved: boolean }) => (event.saved ? done() : cancel())}
      ></rally-editor>`;
    }
    return html`<rally-composer
      kind=${mending.kind}
      .board=${mending.board}
      .store=${store}
      .subject=${mending.subject}
      .replyTo=${mending.replyTo}
      @rally-composer-done=${done}
      @rally-composer-cancel=${cancel}
    ></rally-composer>`;
  }

  /** Opens the text where it can be changed and sent. */
  async #mend(event: Event, id: string, { by, place, draft }: Mending, store: Store): Promise<void> {
    const control = event.currentTarget as HTMLElement;
    try {
      await (by === 'editor'
        ? import('../editor/editor.define.js')
        : import('../composer/composer.define.js'));
      draftsOf(store).set(place, draft);
      this.mending = id;
      await this.updateComplete;
      const form = this.renderRoot.querySelector<RallyElement>('rally-composer, rally-editor');
      await form?.updateComplete;
      form?.focus();
    } catch (error) {
      await this.showRefusal(control, error);
    }
  }

  /** Takes it away; its text is found again where it was typed, unless another one was begun there. */
  #dismiss(id: string, mending: Mending | undefined, store: Store): void {
    const drafts = draftsOf(store);
    if (mending && !drafts.get(mending.place)) drafts.set(mending.place, mending.draft);
    store.dismiss(id);
  }
}
