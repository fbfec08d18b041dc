import { LitElement, html, type CSSResultGroup, type PropertyValues } from 'lit';
import { property, state } from '../base/decorators.js';
import { shared } from '../base/shared.styles.js';
import { styles } from './markdown.styles.js';

type Render = typeof import('./render.js').renderMarkdown;

let render: Render | undefined;
let loading: Promise<void> | undefined;

/** Loads the parser, once for all; after a failure, again with the next text. */
const load = (): Promise<void> =>
  (loading ??= import('./render.js').then(
    (module) => {
      render = module.renderMarkdown;
    },
    () => {
      loading = undefined;
    },
  ));

/**
 * @summary Shows a text written in markdown.
 *
 * The text becomes nodes by an allow-list: HTML in it is shown as the text that it is, and a link leads to http, https or
 * mailto addresses only. The parser loads with the first text; until then the text shows as it was typed.
 *
 * @cssstate plain - The parser is not there (yet).
 */
export class RallyMarkdown extends LitElement {
  static override styles: CSSResultGroup = [shared, styles];

  /** The text, in markdown. */
  @property({ attribute: false }) text = '';
  /** The level of the text's largest headings, so that they nest in what they stand in. */
  @property({ type: Number }) level = 4;
  /** Shows images from https addresses; else each is a link to its image. */
  @property({ type: Boolean }) images = false;

  @state() private content: unknown;

  readonly #internals = this.attachInternals();

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('text') && !changed.has('level') && !changed.has('images')) return;
    this.#parse();
    if (!render) void load().then(() => this.#parse());
  }

  #parse(): void {
    const { text, level, images } = this;
    if (render) this.#internals.states.delete('plain');
    else this.#internals.states.add('plain');
    this.content = render?.(text, { level, images }) ?? html`<p class="plain" dir="auto">${text}</p>`;
  }

  protected override render(): unknown {
    return this.content;
  }
}
