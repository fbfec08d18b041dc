import { ContextProvider } from '@lit/context';
import { css, html, type CSSResultGroup } from 'lit';
import { storeContext } from '../base/context.js';
import { RallyElement } from '../base/rally-element.js';

/**
 * @summary Connects all RallyKit elements inside it to one community.
 *
 * Takes no part in the page's layout and changes no style of what is in it.
 *
 * @slot - The page, or the part of it, that holds the elements.
 * @event {AuthRequiredEvent} rally-auth-required - Someone wants to do what takes signing in, or their token has run out.
 */
export class RallyProvider extends RallyElement {
  static override styles: CSSResultGroup = [
    css`
      :host {
        display: contents;
      }
    `,
  ];

  readonly #provided = new ContextProvider(this, {
    context: storeContext,
    initialValue: { protocol: 1, store: undefined, error: undefined, theme: undefined },
  });

  protected override updated(): void {
    const { store, error, theme } = this.#provided.value;
    const next = { protocol: 1, store: this.rally, error: this.problem, theme: this.askedTheme } as const;
    if (next.store !== store || next.error !== error || next.theme !== theme) this.#provided.setValue(next);
  }

  protected override render(): unknown {
    return html`<slot></slot>`;
  }

  protected override renderWith(): unknown {
    return this.render();
  }
}
