import { html, nothing, type TemplateResult } from 'lit';
import type { ListView } from '@rallykit/store';

/**
 * What others posted since a list was read: it waits, so that nothing jumps, behind a button that says how much. `items`
 * selects what takes the focus of each item.
 */
export function fresh(
  list: ListView | undefined,
  label: (count: number) => string,
  items: string,
): TemplateResult | typeof nothing {
  const waiting = list?.value.waiting;
  if (!waiting) return nothing;
  import('../fresh/fresh.define.js').catch(() => {});
  return html`<rally-fresh .list=${list} .label=${label(waiting)} .items=${items}></rally-fresh>`;
}
