import { html, nothing, type CSSResultGroup, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from '../base/decorators.js';
import { live } from 'lit/directives/live.js';
import {
  limits as usualLimits,
  toRallyError,
  type Board,
  type CommandInputs,
  type RallyError,
  type Ref,
  type VotableKind,
} from '@rallykit/core';
import { draftsOf } from '@rallykit/store/drafts';
import type { Store } from '@rallykit/store';
import { AuthRequiredEvent } from '../base/events.js';
import { number } from '../base/format.js';
import { newId } from '../base/id.js';
import { RallyElement } from '../base/rally-element.js';
import { sameRef } from '../base/ref.js';
import { shared } from '../base/shared.styles.js';
import { Watch } from '../base/watch.js';
import { commonWords, purposeWords } from '../base/words.js';
import { composerWords, promptWords } from './composer.words.js';
import { blank, check, leftOf, tagsOf, type Field, type Problems, type Typed } from './composer.check.js';
import { ComposerCancelEvent, ComposerDoneEvent } from './composer.events.js';
import { Similar } from './composer.similar.js';
import { styles } from './composer.styles.js';
import { draftPlace, type ComposerKind } from './draft-place.js';

/** Where the name that a guest chose is kept: they are asked once. */
const namePlace = 'name';

const fields: readonly Field[] = ['name', 'title', 'body', 'tags'];

/**
 * @summary Writes a new idea, question, answer or comment.
 *
 * What is typed is kept as it is typed, for this person and place, until the backend has it: through a failed post, a
 * reload, and signing in. Shows similar posts while an idea or question is typed. Asks a guest for a name, once.
 * Ctrl or Cmd with Enter sends; Escape cancels.
 *
 * @event {ComposerDoneEvent} rally-composer-done - The backend has what was written.
 * @event {ComposerCancelEvent} rally-composer-cancel - The person wants to close it; what they wrote is kept.
 * @event {ActRequestEvent} rally-idea-create-request - Before an idea is posted; can be stopped. The same for question, answer and comment.
 * @event {ActEvent} rally-idea-create - After an idea was posted. The same for question, answer and comment.
 * @event {AuthRequiredEvent} rally-auth-required - Posting takes signing in.
 * @csspart base - The form.
 * @csspart similar - The similar posts.
 */
export class RallyComposer extends RallyElement {
  static override styles: CSSResultGroup = [shared, styles];

  readonly #session = new Watch(this, (store) => store.session);
  readonly #connection = new Watch(this, (store) => store.connection);
  readonly #board = new Watch(this, (store) =>
    this.board ? store.entity({ kind: 'board', id: this.board }) : undefined,
  );
  readonly #similar = new Similar(this, (count) =>
    this.announce(composerWords.similarFound(count, number(count, this.language))),
  );

  /** What is shown here, where an earlier page had sent it already. */
  readonly #posted = new Watch(this, (store) =>
    this.#sentAs ? store.entity({ kind: this.kind, id: this.#sentAs }) : undefined,
  );

  /** What is written. */
  @property({ reflect: true }) kind: ComposerKind = 'idea';
  /** The board of a new idea or question. */
  @property() board: string | undefined;
  /** The question to answer, or what to comment on. */
  @property({ attribute: false, hasChanged: (a: Ref | undefined, b: Ref | undefined) => !sameRef(a, b) })
  subject: Ref<VotableKind> | undefined;
  /** The comment that is replied to. */
  @property({ attribute: false }) replyTo: string | undefined;
  /** A title to begin with, where nothing was begun before. */
  @property({ attribute: false }) text: string | undefined;

  @state() private typed: Typed = blank;
  @state() private problems: Problems = {};
  @state() private failed: RallyError | undefined;
  @state() private sending = false;

  @query('form') private form!: HTMLFormElement | null;

  /** The place whose draft is shown. */
  #loaded: string | undefined;
  /** Whose it is. */
  #author: string | null | undefined;
  #touched = false;
  /** The same for every attempt to send this text, so that it cannot be posted twice. */
  #id = newId();
  /** The id under which an earlier page sent this draft; it may have ended before the answer came. */
  #sentAs: string | undefined;

  /** Puts the focus into the first field that is still empty. */
  override focus(options?: FocusOptions): void {
    void this.updateComplete.then(() => {
      const inputs = [...(this.form?.querySelectorAll<HTMLInputElement>('.field') ?? [])];
      (inputs.find(({ value }) => value === '') ?? inputs[0])?.focus(options);
    });
  }

  get #place(): string {
    return draftPlace(this);
  }

  get #isTitled(): boolean {
    return this.kind === 'idea' || this.kind === 'question';
  }

  /** A guest who was not asked yet what to be called. */
  get #isNameless(): boolean {
    const viewer = this.#session.value?.viewer;
    const isGuest = !viewer?.member || viewer.member.role === 'guest';
    return (
      isGuest &&
      Boolean(viewer?.may.includes('member.rename')) &&
      !(this.rally && draftsOf(this.rally).get(namePlace))
    );
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (this.rally) this.#load(this.rally);
    if (changed.has('text') && this.text && !this.typed.title) this.#set('title', this.text);
  }

  /** Id of whoever writes: null for nobody and for a guest, undefined while it is not known. */
  #writer({ keeping, session }: Store): string | null | undefined {
    return keeping.person && session.value?.viewer.member?.role === 'guest' ? null : keeping.person;
  }

  /** Shows each person their own draft. What nobody typed, or somebody not known yet, is then theirs. */
  #load(store: Store): void {
    const writer = this.#writer(store);
    const isHere = this.#loaded === this.#place;
    if (this.sending || (isHere && (writer === undefined || writer === this.#author))) return;
    const isTheirs = isHere && this.#touched && !this.#author;
    this.#loaded = this.#place;
    this.#author = writer;
    if (isTheirs) return this.#keep();
    this.#touched = false;
    const { id, ...typed } = draftsOf(store).get(this.#place) ?? {};
    this.typed = { ...blank, ...typed };
    this.#sentAs = id;
    this.#id = id ?? newId();
    this.#similar.look(`${this.typed.title} ${this.typed.body}`);
  }

  #set(field: Field, value: string): void {
    this.#touched = true;
    if (this.rally && this.#writer(this.rally) === undefined) this.#author = undefined;
    this.typed = { ...this.typed, [field]: value };
    this.#keep();
    if (this.problems[field]) this.problems = { ...this.problems, [field]: undefined };
    if (field === 'title' || field === 'body') this.#similar.look(`${this.typed.title} ${this.typed.body}`);
  }

  /** `sentAs`: the id under which it goes out now. */
  #keep(sentAs = this.#sentAs): void {
    if (this.rally)
      draftsOf(this.rally).set(this.#place, { ...this.typed, ...(sentAs !== undefined && { id: sentAs }) });
  }

  protected override updated(): void {
    if (this.rally && !this.sending && this.#posted.value?.status === 'ready')
      this.#finish(this.rally, this.#place, true);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) this.form?.requestSubmit();
    else if (event.key === 'Escape') this.#cancel();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #cancel(): void {
    this.dispatchEvent(new ComposerCancelEvent());
  }

  async #onSubmit(event: Event): Promise<void> {
    event.preventDefault();
    const { rally: store } = this;
    if (!store || this.sending) return;
    const needed: Field[] = [this.#isTitled ? 'title' : 'body'];
    if (this.#isNameless) needed.push('name');
    const problems = check(this.typed, needed, this.#limits, this.language);
    this.failed = undefined;
    if (Object.keys(problems).length > 0) return this.#showProblems(problems);
    this.problems = {};
    this.sending = true;
    const place = this.#place;
    try {
      // Given together: a page that ends before the name is answered has the text on its way as well.
      const naming = this.#isNameless ? this.#rename(store) : undefined;
      this.#keep(this.#id);
      const [sent] = await Promise.all([this.#send(), naming]);
      if (sent) this.#finish(store, place);
    } catch (thrown) {
      const error = toRallyError(thrown);
      // Sent before, with the answer lost on the way.
      if (error.code === 'conflict' && error.current?.id === this.#id) this.#finish(store, place);
      else this.#refused(error);
    } finally {
      this.sending = false;
    }
  }

  async #rename(store: Store): Promise<void> {
    const name = this.typed.name.trim();
    if (await this.act('member.rename', { name })) draftsOf(store).set(namePlace, { name });
  }

  #send() {
    const input = this.#input();
    return this.act(`${this.kind}.create`, input as CommandInputs[`${ComposerKind}.create`]);
  }

  #input(): CommandInputs[`${ComposerKind}.create`] {
    const { kind, subject, replyTo, typed } = this;
    const body = typed.body.trim();
    if (kind === 'answer') return { id: this.#id, question: subject?.id ?? '', body };
    if (kind === 'comment' && subject) {
      const about = { kind: subject.kind, id: subject.id };
      return { id: this.#id, subject: about, body, ...(replyTo !== undefined && { replyTo }) };
    }
    return { id: this.#id, board: this.board ?? '', title: typed.title.trim(), body, tags: tagsOf(typed) };
  }

  #finish(store: Store, place: string, earlier = false): void {
    const ref = { kind: this.kind, id: this.#id };
    draftsOf(store).set(place, undefined);
    this.#id = newId();
    this.#sentAs = undefined;
    this.typed = blank;
    this.#touched = false;
    this.#similar.look('');
    this.dispatchEvent(new ComposerDoneEvent(ref, earlier));
  }

  #refused(error: RallyError): void {
    if (error.code === 'unauthenticated') this.dispatchEvent(new AuthRequiredEvent());
    const known = fields.filter((field) => error.fields?.[field]);
    if (known.length === 0) this.failed = error;
    else this.#showProblems(Object.fromEntries(known.map((field) => [field, error.fields![field]!])));
  }

  #showProblems(problems: Problems): void {
    this.problems = problems;
    const first = fields.find((field) => problems[field]);
    void this.updateComplete.then(() => this.form?.querySelector<HTMLElement>(`[name=${first}]`)?.focus());
  }

  get #limits() {
    return this.#session.value?.supports.limits ?? usualLimits;
  }

  protected override renderWith(store: Store): TemplateResult {
    const found = this.#board.value;
    const board = found?.status === 'ready' ? found.entity : undefined;
    const purpose = board?.purpose ?? (this.kind === 'question' ? 'support' : 'product-design');
    const prompts = promptWords[purpose];
    const composer = composerWords;
    const bodyLabel = this.#isTitled
      ? composer.details
      : this.kind === 'answer'
        ? composer.answer
        : this.replyTo
          ? composer.reply
          : composer.comment;
    const send = this.#isTitled
      ? prompts.send
      : this.kind === 'answer'
        ? composer.sendAnswer
        : composer.sendComment;
    return html`<form
      part="base"
      novalidate
      aria-label=${this.#isTitled ? purposeWords[purpose].invite : bodyLabel}
      aria-busy=${this.sending}
      @submit=${this.#onSubmit}
      @keydown=${this.#onKey}
    >
      ${this.#isNameless ? this.#renderLine('name', composer.name, composer.nameHint) : nothing}
      ${this.#isTitled ? this.#renderLine('title', composer.title) : nothing}
      ${this.#similar.render(store, this.language)}
      ${this.#renderBody(bodyLabel, this.#isTitled ? prompts.detail : '')}
      ${board ? this.#renderTags(board) : nothing} ${this.#renderNote(store)}
      <div class="row ends">
        <span class="small soft grow">${composer.hint}</span>
        <button class="btn quiet" type="button" @click=${this.#cancel}>${commonWords.cancel}</button>
        <button class="btn primary" aria-disabled=${this.sending}>
          ${this.sending ? composer.sending : this.failed ? commonWords.retry : send}
        </button>
      </div>
    </form>`;
  }

  #renderLine(field: 'name' | 'title', label: string, hint = ''): TemplateResult {
    return this.#renderEntry(
      field,
      label,
      html`<input
        class="field"
        dir="auto"
        id=${field}
        name=${field}
        placeholder=${hint}
        autocomplete=${field === 'name' ? 'nickname' : 'off'}
        aria-required="true"
        aria-invalid=${this.problems[field] ? 'true' : 'false'}
        aria-describedby=${`${field}-left ${field}-problem`}
        ?readonly=${this.sending}
        .value=${live(this.typed[field])}
        @input=${(event: InputEvent) => this.#set(field, (event.target as HTMLInputElement).value)}
      />`,
    );
  }

  #renderBody(label: string, hint: string): TemplateResult {
    return this.#renderEntry(
      'body',
      label,
      html`<textarea
        class="field"
        dir="auto"
        id="body"
        name="body"
        rows="3"
        placeholder=${hint}
        aria-required=${!this.#isTitled}
        aria-invalid=${this.problems.body ? 'true' : 'false'}
        aria-describedby="body-left body-problem"
        ?readonly=${this.sending}
        .value=${live(this.typed.body)}
        @input=${(event: InputEvent) => this.#set('body', (event.target as HTMLTextAreaElement).value)}
      ></textarea>`,
    );
  }

  #renderEntry(field: 'name' | 'title' | 'body', label: string, control: TemplateResult): TemplateResult {
    const left = leftOf(this.typed[field], this.#limits[field]);
    const shown = number(Math.abs(left ?? 0), this.language);
    const { left: some, over } = composerWords;
    return html`<div class="entry">
      <div class="row">
        <label class="grow" for=${field}>${label}</label>
        <span
          class="left small soft num ${left !== undefined && left < 0 ? 'over' : ''}"
          id=${`${field}-left`}
          >${left === undefined ? '' : left < 0 ? over(-left, shown) : some(left, shown)}</span
        >
      </div>
      ${control}
      <p class="problem" id=${`${field}-problem`} ?hidden=${!this.problems[field]}>${this.problems[field]}</p>
    </div>`;
  }

  #renderTags(board: Board): TemplateResult | typeof nothing {
    if (!this.#isTitled || board.tags.length === 0) return nothing;
    const chosen = tagsOf(this.typed);
    const toggle = (id: string) =>
      this.#set(
        'tags',
        (chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id]).join(),
      );
    return html`<fieldset aria-describedby="tags-problem">
      <legend>${composerWords.tags}</legend>
      <div class="tags">
        ${board.tags.map(
          ({ id, label }) =>
            html`<label class="tag">
              <input
                type="checkbox"
                name="tags"
                ?disabled=${this.sending}
                .checked=${live(chosen.includes(id))}
                @change=${() => toggle(id)}
              />${label}
            </label>`,
        )}
      </div>
      <p class="problem" id="tags-problem" ?hidden=${!this.problems.tags}>${this.problems.tags}</p>
    </fieldset>`;
  }

  /** What happened to it, or would: one message at a time. */
  #renderNote(store: Store): TemplateResult | typeof nothing {
    const composer = composerWords;
    if (this.sending && this.#connection.value === 'offline')
      return html`<p class="note" role="status">${composer.offline}</p>`;
    if (this.failed) {
      const text =
        this.failed.code === 'unauthenticated' ? composer.signIn : `${this.failed.message} ${composer.kept}`;
      return html`<p class="note bad" role="alert">${text}</p>`;
    }
    const type = `${this.kind}.create` as const;
    if (store.refusalCode(type, this.#input()) === 'unauthenticated')
      return html`<p class="note">${composer.signIn}</p>`;
    const refused = store.refusal(type, this.#input());
    return refused?.code === 'forbidden' ? html`<p class="note">${refused.message}</p>` : nothing;
  }
}
