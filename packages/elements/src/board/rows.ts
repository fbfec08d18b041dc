import { render } from 'lit';

interface Row<T> {
  readonly element: HTMLElement;
  /** What it was made from. */
  readonly item: T;
  readonly beside: readonly unknown[];
}

/** The rows of a list, each in an element that stays with its item and is rendered anew only when what it shows changed. */
export class Rows<T extends { readonly id: string }> {
  #rows = new Map<string, Row<T>>();

  /**
   * Shows these items in `list`, which is left to it. `beside`: what a row is made from beside its item; `arrange` puts the
   * rows in order.
   */
  show(
    list: Element,
    items: readonly T[],
    beside: (item: T) => readonly unknown[],
    template: (item: T) => unknown,
    arrange = inOneGroup,
  ): void {
    const before = this.#rows;
    this.#rows = new Map(
      items.map((item) => [item.id, this.#row(before.get(item.id), item, beside(item), template)]),
    );
    // First, so that those after them need not move: what moves loses the focus.
    for (const [id, { element }] of before) if (!this.#rows.has(id)) element.remove();
    arrange(
      list,
      [...this.#rows.values()].map(({ element }) => element),
    );
  }

  #row(
    known: Row<T> | undefined,
    item: T,
    beside: readonly unknown[],
    template: (item: T) => unknown,
  ): Row<T> {
    const isSame = known && beside.every((value, at) => value === known.beside[at]);
    if (isSame && looksLike(item, known.item)) return { ...known, item };
    const element = known?.element ?? document.createElement('div');
    element.className = 'post';
    element.setAttribute('role', 'listitem');
    render(template(item), element);
    return { element, item, beside };
  }
}

/** Whether two copies of a post make the same row; its votes are an element's of their own. */
export const looksLike = (a: object, b: object): boolean => a === b || plain(a) === plain(b);

const plain = (post: object): string =>
  JSON.stringify({ ...post, tally: 0, trend: 0, revision: 0, updatedAt: 0 });

/** Few rows: all in the group that a list has from the start. */
function inOneGroup({ firstElementChild: group }: Element, rows: readonly Element[]): void {
  let next = group!.firstElementChild;
  for (const row of rows) {
    if (row === next) next = next.nextElementSibling;
    else group!.insertBefore(row, next);
  }
}
