import { html, nothing, type CSSResultGroup, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from '../base/decorators.js';
import { live } from 'lit/directives/live.js';
import { ref } from 'lit/directives/ref.js';
import type { Capabilities, Poll, PollOption } from '@rallykit/core';
import type { Store } from '@rallykit/store';
import { number, percent } from '../base/format.js';
import { notices } from '../base/notices.js';
import { emptyState, errorState, time } from '../base/parts.js';
import { RallyElement } from '../base/rally-element.js';
import { shared } from '../base/shared.styles.js';
import { loadMarkdown, markdown } from '../base/text.js';
import { Watch } from '../base/watch.js';
import { pollWords } from './poll.words.js';
import { styles } from './poll.styles.js';

/** Arrow keys choose each option that they pass: an answer is what they rest on. */
const restMs = 900;
/** The longest time that a timer can wait. */
const longestTimer = 2 ** 31 - 1;

/**
 * @summary One poll: a question with one or several options to choose, and its result once I have answered or it is closed.
 *
 * An answer shows at once and can be changed or taken back until the poll closes.
 *
 * @event {ActRequestEvent} rally-ballot-set-request - Before an answer is given, changed or taken back; can be stopped.
 * @event {ActEvent} rally-ballot-set - After the backend took it.
 * @event {AuthRequiredEvent} rally-auth-required - Answering takes signing in.
 * @csspart base - The panel.
 * @csspart option - One option.
 * @csspart hint - Why an answer was refused.
 * @cssstate pending - An answer is shown that the backend has not confirmed yet.
 */
export class RallyPoll extends RallyElement {
  static override styles: CSSResultGroup = [shared, styles];

  readonly #poll = new Watch(this, (store) =>
    this.poll ? store.entity({ kind: 'poll', id: this.poll }) : undefined,
  );
  /** My answer depends on who I am. */
  readonly #session = new Watch(this, (store) => store.session);

  /** The poll's id. */
  @property() poll: string | undefined;

  /** What the arrow keys have come to, not yet an answer. */
  @state() private passing: string | undefined;

  @query('fieldset') private fieldset!: HTMLFieldSetElement | null;

  #arrowDown = false;
  #rest: ReturnType<typeof setTimeout> | undefined;
  #closing: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#closing);
    this.#settle();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('poll')) this.passing = undefined;
  }

  protected override updated(): void {
    clearTimeout(this.#closing);
    const poll = this.#poll.value;
    const left = poll?.status === 'ready' && poll.entity.closesAt ? poll.entity.closesAt - Date.now() : 0;
    if (left > 0 && left < longestTimer) this.#closing = setTimeout(() => this.requestUpdate(), left);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key.startsWith('Arrow')) this.#arrowDown = event.type === 'keydown';
    else if (event.type === 'keydown' && (event.key === ' ' || event.key === 'Enter')) this.#settle();
  }

  #onChange(event: Event, poll: Poll, option: string): void {
    clearTimeout(this.#rest);
    if (poll.choice === 'single' && this.#arrowDown) {
      this.passing = option;
      this.#rest = setTimeout(() => this.#settle(), restMs);
      return;
    }
    this.passing = undefined;
    const mine = this.rally?.myBallot(poll.id) ?? [];
    const { checked } = event.target as HTMLInputElement;
    const others = poll.choice === 'multiple' ? mine.filter((id) => id !== option) : [];
    void this.#answer(event.target as HTMLElement, poll, checked ? [...others, option] : others);
  }

  /** Makes what the arrow keys have come to the answer. */
  #settle(): void {
    clearTimeout(this.#rest);
    const poll = this.#poll.value;
    const option = this.passing;
    this.passing = undefined;
    if (option === undefined || poll?.status !== 'ready') return;
    const input = this.fieldset?.querySelector<HTMLElement>(`[value="${CSS.escape(option)}"]`);
    void this.#answer(input ?? this, poll.entity, [option]);
  }

  async #answer(control: HTMLElement, poll: Poll, options: readonly string[]): Promise<void> {
    try {
      if (!(await this.act('ballot.set', { poll: poll.id, options }))) return;
      this.#tell(poll, options);
    } catch (error) {
      await this.showRefusal(control, error);
    } finally {
      this.requestUpdate();
    }
  }

  #tell(poll: Poll, options: readonly string[]): void {
    const now = this.rally?.peek(poll) as Poll | undefined;
    if (options.length === 0) return this.announce(pollWords.tookBack);
    const chosen = poll.options.filter(({ id }) => options.includes(id));
    this.announce(
      chosen.map(({ id, label }) => pollWords.share(label, this.#percentOf(now ?? poll, id))).join(', '),
    );
  }

  async #onTakeBack(event: Event, poll: Poll): Promise<void> {
    await this.#answer(event.currentTarget as HTMLElement, poll, []);
    await this.updateComplete;
    this.fieldset?.querySelector('input')?.focus();
  }

  /** Of those who answered, how many chose this. */
  #shareOf({ tally }: Poll, option: string): number {
    return tally.voters > 0 ? Math.min(1, (tally.options[option] ?? 0) / tally.voters) : 0;
  }

  #percentOf(poll: Poll, option: string): string {
    return percent(this.#shareOf(poll, option), this.language);
  }

  protected override renderWith(store: Store): TemplateResult {
    const found = this.#poll.value;
    this.setState('pending', found?.status === 'ready' && found.pending);
    let content: unknown;
    if (!this.poll) content = emptyState(pollWords.missing, pollWords.missingDetail);
    else if (found?.status === 'gone') content = emptyState(pollWords.gone, pollWords.goneDetail);
    else if (found?.status === 'error')
      content = errorState(found.error, () => void this.#poll.source?.refresh());
    else if (found?.status === 'ready' && this.#session.value)
      content = this.#renderPoll(found.entity, store, this.#session.value.supports);
    else content = this.#renderLoading();
    return html`<section
      class="panel"
      part="base"
      aria-label=${pollWords.label}
      aria-busy=${found?.status === 'loading'}
    >
      ${content}
    </section>`;
  }

  #renderLoading(): TemplateResult {
    return html`<div class="poll" aria-hidden="true">
      <span class="skeleton"></span>
      ${[1, 2, 3].map(() => html`<div class="opt skeletons"><span class="skeleton"></span></div>`)}
    </div>`;
  }

  #renderPoll(poll: Poll, store: Store, supports: Capabilities): TemplateResult {
    const mine = store.myBallot(poll.id);
    const isClosed = poll.closesAt !== undefined && poll.closesAt <= Date.now();
    // A store that takes no answers shows what it has.
    const isFixed = isClosed || !supports.commands.includes('ballot.set');
    if (poll.body) loadMarkdown();
    return html`<div class="poll ${isFixed ? 'closed' : ''}">
        <fieldset
          aria-describedby="foot"
          @keydown=${this.#onKey}
          @keyup=${this.#onKey}
          @focusout=${this.#onFocusOut}
        >
          <legend><h3 dir="auto">${poll.title}</h3></legend>
          ${poll.body ? markdown(poll.body) : nothing}
          ${poll.options.map((option) => this.#renderOption(option, poll, mine, isFixed))}
        </fieldset>
        ${this.#renderFoot(poll, mine.length > 0, isClosed, isFixed)}
      </div>
      ${notices(store, 'poll', poll.id)}`;
  }

  #onFocusOut(event: FocusEvent): void {
    if (!this.fieldset?.contains(event.relatedTarget as Node | null)) this.#settle();
  }

  #renderOption(
    { id, label }: PollOption,
    poll: Poll,
    mine: readonly string[],
    isFixed: boolean,
  ): TemplateResult {
    const shows = isFixed || mine.length > 0;
    const isChosen = this.passing === undefined ? mine.includes(id) : this.passing === id;
    const share = shows ? this.#shareOf(poll, id) : 0;
    const draw = (element?: Element) =>
      (element as HTMLElement | undefined)?.style.setProperty('--share', `${share * 100}%`);
    return html`<label class="opt ${isChosen ? 'mine' : ''}" part="option" ${ref(draw)}>
      <input
        type=${poll.choice === 'single' ? 'radio' : 'checkbox'}
        name="option"
        value=${id}
        ?disabled=${isFixed}
        .checked=${live(isChosen)}
        @change=${(event: Event) => this.#onChange(event, poll, id)}
      />
      <span class="grow" dir="auto">${label}</span>
      <b class="num">${shows ? this.#percentOf(poll, id) : ''}</b>
    </label>`;
  }

  #renderFoot(poll: Poll, isAnswered: boolean, isClosed: boolean, isFixed: boolean): TemplateResult {
    const say = pollWords;
    const { closesAt, choice } = poll;
    const { voters } = poll.tally;
    return html`<p class="row small soft foot" id="foot">
      <span class="num"
        >${(choice === 'single' ? say.votes : say.people)(voters, number(voters, this.language))}</span
      >
      ${
        closesAt === undefined
          ? nothing
          : html`<span>${isClosed ? say.closed : say.closes} ${time(closesAt, this.language)}</span>`
      }
      ${
        isFixed
          ? nothing
          : isAnswered
            ? html`<span>${say.changeable}</span>
                <button class="link" type="button" @click=${(event: Event) => this.#onTakeBack(event, poll)}>
                  <u>${say.takeBack}</u>
                </button>`
            : choice === 'multiple'
              ? html`<span>${say.several}</span>`
              : nothing
      }
    </p>`;
  }
}
