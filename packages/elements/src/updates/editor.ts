import { css, html, nothing, type CSSResultGroup, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import { property, query, state } from '../base/decorators.js';
import { RallyError, toRallyError, type Idea, type Ref, type Update, type UpdateLabel } from '@rallykit/core';
import type { Store } from '@rallykit/store';
import { draftsOf } from '@rallykit/store/drafts';
import { number } from '../base/format.js';
import { newId } from '../base/id.js';
import { RallyElement } from '../base/rally-element.js';
import { shared } from '../base/shared.styles.js';
import { Watch } from '../base/watch.js';
import { commonWords } from '../base/words.js';
import { Together } from '../idea/together.js';
import { editorPlace } from './editor-place.js';
import { updateEditorWords, updatesWords } from './updates.words.js';

const pauseMs = 350;
const candidates = 5;
const labels: readonly UpdateLabel[] = ['new', 'improved', 'fixed'];

/** The form is done with, as `rally-update-editor-close`. `saved` is whether the backend has what was written. */
export class UpdateEditorCloseEvent extends Event {
  readonly saved: boolean;

  constructor(saved: boolean) {
    super('rally-update-editor-close', { bubbles: true });
    this.saved = saved;
  }
}

/** What is written: lists have commas between. */
type Typed = Readonly<Record<'title' | 'body' | 'labels' | 'ships' | 'setShipped' | 'id', string>>;
const blank: Typed = { title: '', body: '', labels: '', ships: '', setShipped: '1', id: '' };

const listOf = (text: string): string[] => (text ? text.split(',') : []);
const toggled = (text: string, each: string): string =>
  (listOf(text).includes(each)
    ? listOf(text).filter((other) => other !== each)
    : [...listOf(text), each]
  ).join();

/**
 * @summary Where the team writes an update or changes one. Used inside `<rally-updates>`.
 *
 * What is typed is kept as it is typed, until the backend has it. Ctrl or Cmd with Enter sends; Escape closes it.
 *
 * @event {UpdateEditorCloseEvent} rally-update-editor-close - The form is done with.
 * @event {ActRequestEvent} rally-update-publish-request - Before it is published; can be stopped. The same for edit.
 * @csspart base - The form.
 */
export class RallyUpdateEditor extends RallyElement {
  static override styles: CSSResultGroup = [
    shared,
    css`
      form,
      .find,
      .entry {
        display: grid;
        gap: 0.9em;
      }
      .entry {
        gap: 0.3em;
      }
      .find {
        gap: 0.5em;
      }
      label,
      legend {
        padding: 0;
        font-size: 0.87em;
        font-weight: 600;
      }
      textarea.field {
        display: block;
        min-block-size: 7em;
        max-block-size: 60vh;
        resize: vertical;
        field-sizing: content;
      }
      .choice {
        display: flex;
        gap: 0.6em;
        align-items: baseline;
        min-block-size: 32px;
        padding-block: 0.3em;
        font-size: inherit;
        font-weight: 500;
        cursor: pointer;
      }
      .choice input {
        flex: none;
      }
      .inline {
        display: flex;
        flex-wrap: wrap;
        gap: 0 1.4em;
      }
      .theirs {
        padding: 0.6em 0.75em;
        border: 1px solid var(--_line);
        border-radius: var(--_radius-s);
        overflow-wrap: anywhere;
      }
      .theirs p {
        white-space: pre-wrap;
      }
    `,
  ];

  readonly #together = new Together();
  readonly #session = new Watch(this, (store) => store.session);
  readonly #connection = new Watch(this, (store) => store.connection);
  readonly #chosen = new Watch(this, (store) =>
    this.#together.of(
      store,
      listOf(this.typed.ships).map((id): Ref => ({ kind: 'idea', id })),
    ),
  );
  readonly #list = new Watch(this, (store) => {
    const supports = this.#session.value?.supports;
    if (!supports || !this.board) return undefined;
    if (this.text && supports.search)
      return store.list({ kind: 'idea', search: this.text, first: candidates });
    return store.list({ kind: 'idea', board: this.board, first: candidates });
  });

  /** The board of a new update. */
  @property() board: string | undefined;
  /** The update that is changed, as it was when that began. */
  @property({ attribute: false }) post: Update | undefined;

  @state() private typed: Typed = blank;
  @state() private text = '';
  @state() private failed: RallyError | undefined;
  @state() private theirs: Update | undefined;
  @state() private sending = false;

  @query('input') private first!: HTMLElement | null;
  @query('form') private form!: HTMLFormElement | null;

  /** Whose draft of which place is shown. */
  #loaded: string | undefined;
  /** The revision that the next save is based on. */
  #revision = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  override focus(): void {
    this.first?.focus();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  get #place(): string {
    return editorPlace(this.board ?? '', this.post?.id);
  }

  protected override willUpdate(): void {
    const store = this.rally;
    const whose = `${this.#session.value?.viewer.member?.id} ${this.#place}`;
    if (!store || this.sending || whose === this.#loaded) return;
    this.#loaded = whose;
    this.#revision = this.post?.revision ?? 0;
    this.typed = { ...blank, ...this.#before(), ...draftsOf(store).get(this.#place) };
    if (!this.typed.id) this.typed = { ...this.typed, id: this.post?.id ?? newId() };
  }

  /** The update that is changed, as fields. */
  #before(): Partial<Typed> {
    if (!this.post) return {};
    const { id, title, body, ships } = this.post;
    return { id, title, body, ships: ships.join(), labels: this.post.labels.join(), setShipped: '' };
  }

  #set(fields: Partial<Typed>): void {
    this.typed = { ...this.typed, ...fields };
    const { title, body, labels: chosen, ships } = this.typed;
    const isEmpty = !(title + body + chosen + ships);
    if (this.rally) draftsOf(this.rally).set(this.#place, isEmpty ? undefined : this.typed);
  }

  #onSearch(event: Event): void {
    const text = (event.currentTarget as HTMLInputElement).value.trim();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.text = text), pauseMs);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) this.form?.requestSubmit();
    else if (event.key === 'Escape') this.#close(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #close(saved: boolean): void {
    if (this.rally && (saved || this.post)) draftsOf(this.rally).set(this.#place, undefined);
    this.dispatchEvent(new UpdateEditorCloseEvent(saved));
  }

  async #onSubmit(event: Event): Promise<void> {
    event.preventDefault();
    if (!this.rally || !this.board || this.sending) return;
    const problem = updateEditorWords.needTitle;
    this.failed = this.typed.title.trim()
      ? undefined
      : new RallyError('invalid', problem, { fields: { title: problem } });
    if (this.failed) return this.focus();
    this.sending = true;
    try {
      if (await this.#send(this.board)) this.#close(true);
    } catch (thrown) {
      const error = toRallyError(thrown);
      const { current } = error;
      // Sent before, with the answer lost on the way.
      if (error.code === 'conflict' && !this.post && current?.id === this.typed.id) this.#close(true);
      else this.#refused(error, current?.kind === 'update' ? current : undefined);
    } finally {
      this.sending = false;
    }
  }

  #send(board: string) {
    const { id, title, body, ...typed } = this.typed;
    const ships = listOf(typed.ships).filter((each) => !this.#isGone(each));
    const text = {
      id,
      title: title.trim(),
      body: body.trim(),
      labels: labels.filter((label) => listOf(typed.labels).includes(label)),
      ...(typed.setShipped && ships.length > 0 && { setShipped: true as const }),
    };
    if (!this.post) return this.act('update.publish', { ...text, board, ships });
    // Naming the ideas anew counts anew who helped.
    const isSame = ships.join() === this.post.ships.join() && !text.setShipped;
    return this.act('update.edit', { ...text, revision: this.#revision, ...(!isSame && { ships }) });
  }

  #isGone(id: string): boolean {
    return this.rally?.entity({ kind: 'idea', id }).value.status === 'gone';
  }

  #refused(error: RallyError, current: Update | undefined): void {
    this.failed = error;
    if (error.code !== 'conflict' || !current) return;
    this.theirs = current;
    this.#revision = current.revision;
  }

  protected override renderWith(store: Store): TemplateResult {
    void this.#chosen;
    const say = updateEditorWords;
    const { typed, failed, theirs } = this;
    const titleProblem = failed?.fields?.['title'];
    return html`<form
      part="base"
      novalidate
      aria-label=${this.post ? say.change : say.label}
      aria-busy=${this.sending}
      @submit=${this.#onSubmit}
      @keydown=${this.#onKey}
    >
      <div class="entry">
        <label for="title">${say.title}</label>
        <input
          class="field"
          id="title"
          dir="auto"
          autocomplete="off"
          aria-required="true"
          aria-invalid=${titleProblem ? 'true' : 'false'}
          aria-describedby="title-problem"
          .value=${live(typed.title)}
          @input=${(event: Event) => this.#set({ title: (event.target as HTMLInputElement).value })}
        />
        <p class="problem" id="title-problem" ?hidden=${!titleProblem}>${titleProblem}</p>
      </div>
      <div class="entry">
        <label for="body">${say.body}</label>
        <textarea
          class="field"
          id="body"
          dir="auto"
          aria-describedby="body-hint"
          .value=${live(typed.body)}
          @input=${(event: Event) => this.#set({ body: (event.target as HTMLTextAreaElement).value })}
        ></textarea>
        <span class="small soft" id="body-hint">${say.bodyHint}</span>
      </div>
      <fieldset>
        <legend>${say.labels}</legend>
        <div class="inline">
          ${labels.map((label) =>
            this.#renderCheck(updatesWords.labels[label], listOf(typed.labels).includes(label), () =>
              this.#set({ labels: toggled(this.typed.labels, label) }),
            ),
          )}
        </div>
      </fieldset>
      ${this.#renderIdeas(store)}
      ${
        theirs
          ? html`<section class="theirs" aria-label=${say.theirs}>
              <span class="small soft">${say.theirs}</span> <b dir="auto">${theirs.title}</b>
              <p dir="auto">${theirs.body}</p>
            </section>`
          : nothing
      }
      ${this.#renderNote()}
      <div class="row">
        <span class="grow"></span>
        <button class="btn quiet" type="button" @click=${() => this.#close(false)}>
          ${commonWords.cancel}
        </button>
        <button class="btn primary" aria-disabled=${this.sending}>
          ${this.sending ? say.sending : this.post ? say.save : say.send}
        </button>
      </div>
    </form>`;
  }

  #renderCheck(label: unknown, checked: boolean, toggle: () => void): TemplateResult {
    return html`<label class="choice">
      <input type="checkbox" .checked=${live(checked)} @change=${toggle} /><span>${label}</span>
    </label>`;
  }

  #renderIdeas(store: Store): TemplateResult {
    const say = updateEditorWords;
    const list = this.#list.value;
    const chosen = listOf(this.typed.ships);
    const found = (list?.items ?? []).filter(({ id, pending }) => !pending && !chosen.includes(id));
    const known = chosen.flatMap((id) => store.peek<'idea'>({ kind: 'idea', id }) ?? []);
    return html`<div class="find">
      ${
        this.#session.value?.supports.search
          ? html`<div class="entry">
              <label for="find">${say.find}</label>
              <input
                class="field"
                id="find"
                type="search"
                dir="auto"
                autocomplete="off"
                @input=${this.#onSearch}
              />
            </div>`
          : nothing
      }
      <fieldset aria-busy=${list?.status === 'loading'}>
        <legend>${say.found}</legend>
        ${repeat(
          [...known, ...found],
          ({ id }) => id,
          (idea) => this.#renderIdea(idea, chosen.includes(idea.id)),
        )}
        ${
          list?.status === 'ready' && known.length + found.length === 0
            ? html`<p class="small soft" role="status">${say.none}</p>`
            : nothing
        }
      </fieldset>
      ${
        chosen.length > 0
          ? this.#renderCheck(say.setShipped, this.typed.setShipped !== '', () =>
              this.#set({ setShipped: this.typed.setShipped ? '' : '1' }),
            )
          : nothing
      }
    </div>`;
  }

  #renderIdea({ id, title, tally }: Idea, checked: boolean): TemplateResult {
    const votes = commonWords.votes(tally.score, number(tally.score, this.language));
    const label = html`<b dir="auto">${title}</b> <span class="small soft">${votes}</span>`;
    return this.#renderCheck(label, checked, () => this.#set({ ships: toggled(this.typed.ships, id) }));
  }

  #renderNote(): TemplateResult | typeof nothing {
    const { failed } = this;
    const { offline, conflict, kept } = updateEditorWords;
    if (this.sending && this.#connection.value === 'offline')
      return html`<p class="small soft" role="status">${offline}</p>`;
    if (!failed || failed.fields?.['title']) return nothing;
    const text = failed.code === 'conflict' && this.theirs ? conflict : `${failed.message} ${kept}`;
    return html`<p class="problem" role="alert">${text}</p>`;
  }
}
