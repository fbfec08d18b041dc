import { autoUpdate, computePosition, flip, offset, shift, type Placement } from '@floating-ui/dom';

/** Keeps a popover at its control, inside the window, until the returned function is called. */
export function place(anchor: Element, box: HTMLElement, placement: Placement): () => void {
  const update = async () => {
    const { x, y } = await computePosition(anchor, box, {
      strategy: 'fixed',
      placement,
      middleware: [offset(6), flip(), shift({ padding: 8 })],
    });
    box.style.setProperty('left', `${x}px`);
    box.style.setProperty('top', `${y}px`);
  };
  return autoUpdate(anchor, box, () => void update());
}
