import { css, html, nothing, type CSSResultGroup, type TemplateResult } from 'lit';
import { property, query, state } from '../base/decorators.js';
import {
  refKey,
  toRallyError,
  type Answer,
  type Comment,
  type Idea,
  type Question,
  type RallyError,
} from '@rallykit/core';
import { draftsOf } from '@rallykit/store/drafts';
import { RallyElement } from '../base/rally-element.js';
import { shared } from '../base/shared.styles.js';
import { Watch } from '../base/watch.js';
import { commonWords } from '../base/words.js';
import { editorWords } from './editor.words.js';

type Editable = Idea | Question | Answer | Comment;

/** The editor is done: the text was saved, or editing was given up. */
export class EditorCloseEvent extends Event {
  readonly saved: boolean;

  constructor(saved: boolean) {
    super('rally-editor-close', { bubbles: true });
    this.saved = saved;
  }
}

/**
 * @summary Changes the text of a post of one's own. Used inside other elements.
 *
 * What is typed is kept through a failed save and a reload. When the text was changed elsewhere meanwhile, it shows that
 * text beside what was typed, to keep the one or take the other.
 *
 * @event {EditorCloseEvent} rally-editor-close - The text was saved, or editing was given up.
 * @csspart base - The form.
 * @csspart theirs - The text as it is now, while it differs from the one that editing began with.
 */
export class RallyEditor extends RallyElement {
  static override styles: CSSResultGroup = [
    shared,
    css`
      form {
        display: grid;
        gap: 0.65em;
      }
      textarea {
        display: block;
        min-block-size: 6.5em;
        resize: vertical;
        field-sizing: content;
      }
      .ends {
        justify-content: end;
      }
      .texts,
      .mine,
      .theirs {
        display: grid;
        gap: 0.65em;
        align-content: start;
      }
      .theirs {
        padding: 0.45em 0.75em;
        border: 1px solid var(--_line);
        border-radius: var(--_radius-s);
        background: var(--_surface-sunk);
        overflow-wrap: anywhere;
      }
      .theirs p {
        white-space: pre-wrap;
      }
      @container (min-width: 560px) {
        .texts.both {
          grid-template-columns: 1fr 1fr;
        }
      }
    `,
  ];

  /** The post as it was when editing began. */
  @property({ attribute: false }) post: Editable | undefined;

  /** The text as it is now, where that is another than the one which editing began with. */
  @property({ attribute: false }) theirs: Editable | undefined;

  @state() private failed: RallyError | undefined;
  @state() private saving = false;

  @query('textarea') private bodyField!: HTMLTextAreaElement | null;
  @query('input') private titleField!: HTMLInputElement | null;

  /** The revision that the next save is based on: that of the text which the person saw when they began. */
  #revision = 0;
  #first: { readonly title?: string; readonly body?: string } | undefined;

  readonly #connection = new Watch(this, (store) => store.connection);

  override focus(options?: FocusOptions): void {
    (this.titleField ?? this.bodyField)?.focus(options);
  }

  protected override willUpdate(): void {
    if (!this.post || !this.rally || this.#first) return;
    const { post } = this;
    this.#revision = (this.theirs ?? post).revision;
    this.#first = {
      ...('title' in post && { title: post.title }),
      body: post.body,
      ...draftsOf(this.rally).get(this.#place),
    };
  }

  get #place(): string {
    return `edit/${refKey(this.post!)}`;
  }

  #onInput(): void {
    if (this.rally)
      draftsOf(this.rally).set(this.#place, {
        ...(this.titleField && { title: this.titleField.value }),
        body: this.bodyField?.value ?? '',
      });
  }

  async #onSubmit(event: Event): Promise<void> {
    event.preventDefault();
    const { post, rally } = this;
    if (!post || !rally || this.saving) return;
    this.saving = true;
    this.failed = undefined;
    const text = { id: post.id, revision: this.#revision, body: this.bodyField?.value ?? '' };
    const titled = { ...text, title: this.titleField?.value ?? '' };
    try {
      const receipt = await (post.kind === 'idea' || post.kind === 'question'
        ? this.act(`${post.kind}.edit`, titled)
        : this.act(`${post.kind}.edit`, text));
      if (receipt) this.#close(true);
    } catch (thrown) {
      this.failed = toRallyError(thrown);
      if (this.failed.code === 'conflict') await this.#compare(this.failed);
    } finally {
      this.saving = false;
    }
  }

  /** Shows the text that another one was saved over, and saves on top of it from now on. */
  async #compare({ current }: RallyError): Promise<void> {
    const theirs = (current ?? this.rally?.peek(this.post!)) as Editable | undefined;
    if (!theirs) return;
    this.theirs = theirs;
    this.#revision = theirs.revision;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.theirs')?.focus();
  }

  #close(saved: boolean): void {
    if (this.rally) draftsOf(this.rally).set(this.#place, undefined);
    this.dispatchEvent(new EditorCloseEvent(saved));
  }

  protected override renderWith(): TemplateResult {
    const { post, failed } = this;
    if (!post) return html`${nothing}`;
    const problem = (field: string) =>
      failed?.fields?.[field]
        ? html`<p class="problem" id=${`${field}-problem`}>${failed.fields[field]}</p>`
        : nothing;
    const fields = failed?.fields ? Object.keys(failed.fields) : [];
    const invalid = (field: string) => (fields.includes(field) ? 'true' : nothing);
    const { theirs } = this;
    const editor = editorWords;
    const common = commonWords;
    return html`<form part="base" novalidate @submit=${this.#onSubmit} @input=${this.#onInput}>
      ${theirs ? html`<p class="problem" role="alert">${editor.conflict}</p>` : nothing}
      <div class="texts ${theirs ? 'both' : ''}">
        <div class="mine">
          ${
            'title' in post
              ? html`<input
                    class="field"
                    dir="auto"
                    aria-label=${editor.title}
                    aria-invalid=${invalid('title')}
                    aria-describedby="title-problem"
                    .defaultValue=${this.#first?.title ?? ''}
                  />${problem('title')}`
              : nothing
          }
          <textarea
            class="field"
            dir="auto"
            aria-label=${editor.body}
            aria-invalid=${invalid('body')}
            aria-describedby="body-problem"
            .defaultValue=${this.#first?.body ?? ''}
          ></textarea>
          ${problem('body')}
        </div>
        ${theirs ? this.#renderTheirs(theirs) : nothing}
      </div>
      ${
        failed && failed.code !== 'conflict' && !fields.some((field) => field === 'title' || field === 'body')
          ? html`<p class="problem" role="alert">${failed.message}</p>`
          : nothing
      }
      ${
        this.saving && this.#connection.value === 'offline'
          ? html`<p class="small soft" role="status">${editor.offline}</p>`
          : nothing
      }
      <div class="row ends">
        <button class="btn quiet" type="button" @click=${() => this.#close(false)}>${common.cancel}</button>
        ${
          theirs
            ? html`<button class="btn" type="button" @click=${() => this.#close(false)}>
                ${editor.takeTheirs}
              </button>`
            : nothing
        }
        <button class="btn primary" aria-disabled=${this.saving}>
          ${theirs ? editor.keepMine : editor.save}
        </button>
      </div>
    </form>`;
  }

  #renderTheirs(theirs: Editable): TemplateResult {
    return html`<section class="theirs" part="theirs" tabindex="-1" aria-label=${editorWords.theirs}>
      <span class="small soft">${editorWords.theirs}</span>
      ${'title' in theirs ? html`<b dir="auto">${theirs.title}</b>` : nothing}
      <p dir="auto">${theirs.body}</p>
    </section>`;
  }
}
