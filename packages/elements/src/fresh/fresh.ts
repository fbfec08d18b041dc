import { css, html, type CSSResultGroup, type TemplateResult } from 'lit';
import type { ListView } from '@rallykit/store';
import { property } from '../base/decorators.js';
import { RallyElement } from '../base/rally-element.js';
import { shared } from '../base/shared.styles.js';

/**
 * @summary The button that shows what others posted meanwhile. Used inside other elements; says it there to screen readers.
 */
export class RallyFresh extends RallyElement {
  static override styles: CSSResultGroup = [
    shared,
    css`
      button {
        display: block;
        inline-size: 100%;
        min-block-size: 40px;
        padding: 0.5em;
        border: 0;
        border-block-end: 1px solid var(--_line);
        background: var(--_accent-soft);
        color: var(--_accent-text);
        font-size: 0.93em;
        font-weight: 550;
      }
      button:hover {
        text-decoration: underline;
      }
      button:focus-visible {
        outline-offset: -2px;
      }
    `,
  ];

  /** The list whose items wait. */
  @property({ attribute: false }) list: ListView | undefined;
  @property({ attribute: false }) label = '';
  /** Selects what takes the focus of each item, in the element round it. */
  @property({ attribute: false }) items = '';

  #said = '';

  get #around(): RallyElement {
    return (this.getRootNode() as ShadowRoot).host as RallyElement;
  }

  protected override updated(): void {
    if (this.label !== this.#said) this.#around.announce(this.label);
    this.#said = this.label;
  }

  /** Shows what waits, and puts the focus on the first of it. */
  async #show(): Promise<void> {
    const around = this.#around;
    const all = () => [...around.renderRoot.querySelectorAll<HTMLElement>(this.items)];
    const before = all();
    this.list?.showNew();
    around.requestUpdate();
    await around.updateComplete;
    all()
      .find((item) => !before.includes(item))
      ?.focus();
  }

  protected override render(): TemplateResult {
    return html`<button type="button" @click=${() => this.#show()}>${this.label}</button>`;
  }

  protected override renderWith(): TemplateResult {
    return this.render();
  }
}
