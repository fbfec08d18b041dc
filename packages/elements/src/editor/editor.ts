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
 * What is typed is kept through a failed save and a reload. When the text was changed elsewhere meanwhile, it says so
 * and keeps what was typed; saving again replaces the other change.
 *
 * @event {EditorCloseEvent} rally-editor-close - The text was saved, or editing was given up.
 * @csspart base - The form.
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
    `,
  ];

  /** The post as it was when editing began. */
  @property({ attribute: false }) post: Editable | undefined;

  @state() private failed: RallyError | undefined;
  @state() private saving = false;

  @query('textarea') private bodyField!: HTMLTextAreaElement | null;
  @query('input') private titleField!: HTMLInputElement | null;

  /** The revision that the next save is based on: that of the text which the person saw when they began. */
  #revision = 0;
  #first: { readonly title?: string; readonly body?: string } | undefined;

  override focus(options?: FocusOptions): void {
    (this.titleField ?? this.bodyField)?.focus(options);
  }

  protected override willUpdate(): void {
    if (!this.post || !this.rally || this.#first) return;
    const { post } = this;
    this.#revision = post.revision;
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
      if (this.failed.code === 'conflict') this.#revision = this.failed.current?.revision ?? this.#revision;
    } finally {
      this.saving = false;
    }
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
    const editor = editorWords;
    const common = commonWords;
    return html`<form part="base" novalidate @submit=${this.#onSubmit} @input=${this.#onInput}>
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
      ${
        failed && !fields.some((field) => field === 'title' || field === 'body')
          ? html`<p class="problem" role="alert">
              ${failed.code === 'conflict' ? editor.conflict : failed.message}
            </p>`
          : nothing
      }
      <div class="row ends">
        <button class="btn quiet" type="button" @click=${() => this.#close(false)}>${common.cancel}</button>
        <button class="btn primary" aria-disabled=${this.saving}>${editor.save}</button>
      </div>
    </form>`;
  }
}
