import { place } from './place.js';

let current: { close(): void } | undefined;

/**
 * Shows a short message at a control, inside the control's own root, and says it to screen readers. One at a time;
 * Escape, a press elsewhere, or leaving the control takes it away.
 */
export function showHint(anchor: HTMLElement, message: string, role: 'alert' | 'status' = 'alert'): void {
  current?.close();
  const root = anchor.getRootNode() as Document | ShadowRoot;
  const box = document.createElement('div');
  box.className = 'hint';
  box.setAttribute('part', 'hint');
  box.setAttribute('role', role);
  box.popover = 'manual';
  (root instanceof ShadowRoot ? root : document.body).append(box);
  box.showPopover();
  box.textContent = message;

  const stopPlacing = place(anchor, box, 'bottom-start');
  const ended = new AbortController();
  const close = () => {
    ended.abort();
    stopPlacing();
    box.remove();
    if (current?.close === close) current = undefined;
  };
  current = { close };
  const { signal } = ended;
  document.addEventListener('keydown', (event) => event.key === 'Escape' && close(), { signal });
  document.addEventListener('pointerdown', close, { signal });
  anchor.addEventListener('blur', close, { signal });
}
