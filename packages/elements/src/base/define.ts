/** Registers an element. Harmless when run twice, and where another copy of RallyKit was first. */
export function define(tag: string, element: CustomElementConstructor): void {
  if (!customElements.get(tag)) customElements.define(tag, element);
}
