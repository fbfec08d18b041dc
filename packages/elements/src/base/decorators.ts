import type { LitElement, PropertyDeclaration } from 'lit';

// Lit's own decorators know two standards; these, with the same meaning, the one that is compiled here.

/** A reactive property, set also by the attribute of its name unless `options` say otherwise. */
export const property =
  (options?: PropertyDeclaration) =>
  (prototype: object, name: string): void =>
    (prototype.constructor as typeof LitElement).createProperty(name, options);

/** A reactive property that is the element's own affair. */
export const state = () => property({ state: true, attribute: false });

/** What a selector finds inside the element, now. */
export const query =
  (selector: string) =>
  (prototype: object, name: string): void => {
    Object.defineProperty(prototype, name, {
      get(this: LitElement) {
        return this.renderRoot.querySelector(selector);
      },
    });
  };
