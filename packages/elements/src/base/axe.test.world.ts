import 'axe-core/axe.min.js';
import { expect } from '@open-wc/testing';
import { emulateMedia } from '@web/test-runner-commands';
import type { AxeResults, RunOptions } from 'axe-core';

/** Set by the script above; it has no module form. */
declare const axe: { run(context: Element, options: RunOptions): Promise<AxeResults> };

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** What only a whole page can have. */
const ofPages = ['region', 'page-has-heading-one', 'landmark-one-main', 'heading-order'];

/** Fails with what a WCAG 2.2 AA check finds in an element and all that is in it. */
export async function expectAccessible(element: Element): Promise<void> {
  // A colour that is still fading is nobody's: without motion there is none.
  await emulateMedia({ reducedMotion: 'reduce' });
  const { violations } = await axe.run(element, {
    runOnly: standards,
    rules: Object.fromEntries(ofPages.map((rule) => [rule, { enabled: false }])),
  });
  const found = violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map(({ html, failureSummary }) => `${html}\n${failureSummary}`).join('\n')}`,
  );
  expect(found.join('\n\n')).to.equal('');
}
