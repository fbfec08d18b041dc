const waiting = new WeakMap<ParentNode, { text: string; timer: ReturnType<typeof setTimeout> | undefined }>();

/**
 * Says `text` to screen readers, politely, from a live region inside `root`. Of several in quick succession only the
 * last is said, so that typing in a search field doesn't chatter.
 */
export function announce(root: ParentNode, text: string): void {
  let region = root.querySelector<HTMLElement>(':scope > .live, .live');
  if (!region) {
    region = document.createElement('div');
    region.className = 'live sr';
    region.setAttribute('role', 'status');
    root.append(region);
  }
  const entry = waiting.get(root) ?? { text, timer: undefined };
  entry.text = text;
  waiting.set(root, entry);
  clearTimeout(entry.timer);
  entry.timer = setTimeout(() => {
    region.textContent = entry.text;
  }, 400);
}
