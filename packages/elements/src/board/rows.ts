import { render } from 'lit';

interface Row {
  readonly element: HTMLElement;
  readonly of: readonly unknown[];
}

/** The rows of a list, each in an element that stays with its item and is rendered anew only when what it shows changed. */
export class Rows<T extends { readonly id: string }> {
  #rows = new Map<string, Row>();

  /** Shows these items in `list`, which is left to it. `of`: all that a row is made from. */
  show(
    list: Element,
    items: readonly T[],
    of: (item: T) => readonly unknown[],
    template: (item: T) => unknown,
  ): void {
    const before = this.#rows;
    this.#rows = new Map(
      items.map((item) => [item.id, this.#row(before.get(item.id), of(item), () => template(item))]),
    );
    // First, so that those after them need not move: what moves loses the focus.
    for (const [id, { element }] of before) if (!this.#rows.has(id)) element.remove();
    let next = list.firstElementChild;
    for (const { element } of this.#rows.values()) {
      if (element === next) next = next.nextElementSibling;
      else list.insertBefore(element, next);
    }
  }

  #row(known: Row | undefined, of: readonly unknown[], template: () => unknown): Row {
    if (known && of.every((value, at) => value === known.of[at])) return known;
    const element = known?.element ?? document.createElement('li');
    element.className = 'post';
    render(template(), element);
    return { element, of };
  }
}
