// An element that renders, is documented, and has a test that runs axe.
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './tools.mjs';

const elements = join(root, 'packages/elements/src');

/** What `npm run new element NAME` writes, and does after it. @param {string} name */
export function newElement(name) {
  const tag = `rally-${name}`;
  const Class = `Rally${name.replace(/(?:^|-)(.)/g, (_, letter) => letter.toUpperCase())}`;

  const files = {
    [`${name}.ts`]: `import { html, type CSSResultGroup, type TemplateResult } from 'lit';
import { property } from '../base/decorators.js';
import type { Store } from '@rallykit/store';
import { RallyElement } from '../base/rally-element.js';
import { shared } from '../base/shared.styles.js';
import { styles } from './${name}.styles.js';

/**
 * @summary One line on what it shows.
 *
 * @slot - What stands below the heading.
 * @csspart base - The panel.
 */
export class ${Class} extends RallyElement {
  static override styles: CSSResultGroup = [shared, styles];

  /** What stands at its top. */
  @property() heading = '';

  // Follow what it shows by a \`Watch\`; ask core for the rules; act by \`this.act\`.
  protected override renderWith(_store: Store): TemplateResult {
    return html\`<section class="panel" part="base">
      <h2>\${this.heading}</h2>
      <slot></slot>
    </section>\`;
  }
}
`,
    [`${name}.styles.ts`]: `import { css } from 'lit';

export const styles = css\`
  :host {
    display: block;
  }
\`;
`,
    [`${name}.define.ts`]: `import { define } from '../base/define.js';
import { ${Class} } from './${name}.js';

define('${tag}', ${Class});

declare global {
  interface HTMLElementTagNameMap {
    '${tag}': ${Class};
  }
}
`,
    [`${name}.test.ts`]: `import { expect, fixture } from '@open-wc/testing';
import { html } from 'lit';
import { find, setStage } from '../base/stage.test.world.js';
import './${name}.define.js';
import type { ${Class} } from './${name}.js';

describe('<${tag}>', () => {
  it('shows its heading and what is inside it', async () => {
    const { store } = setStage();
    const element = await fixture<${Class}>(
      html\`<${tag} .store=\${store} heading="Hello"><p>Inside</p></${tag}>\`,
    );
    expect(find(element, 'h2').textContent).to.equal('Hello');
    expect(find<HTMLSlotElement>(element, 'slot').assignedElements()).to.have.lengthOf(1);
    await expect(element).to.be.accessible();
  });
});
`,
  };

  return {
    folder: `packages/elements/src/${name}`,
    files,
    finish() {
      appendFileSync(join(elements, 'index.ts'), `export { ${Class} } from './${name}/${name}.js';\n`);
      console.log(`Its test:         npm test -- elements packages/elements/src/${name}/${name}.test.ts
For script tags:  add '${tag}': () => import('@rallykit/elements/${name}') to packages/embed/src/rallykit.ts`);
      return 0;
    },
  };
}
