import { html, nothing, type CSSResultGroup } from 'lit';
import { property } from '../base/decorators.js';
import type { Idea } from '@rallykit/core';
import { postAddress } from '../base/post-address.js';
import { RallyElement } from '../base/rally-element.js';
import { shared } from '../base/shared.styles.js';
import { Watch } from '../base/watch.js';
import { updatesWords } from '../updates/updates.words.js';

/**
 * @summary In which updates an idea was shipped, or what was merged into it. Used inside `<rally-idea>`.
 *
 * @csspart base - The line.
 */
export class RallyIdeaShipped extends RallyElement {
  static override styles: CSSResultGroup = shared;

  readonly #list = new Watch(this, (store) => {
    const { idea } = this;
    return idea && store.list({ kind: 'update', ships: [idea.id, ...(idea.merged ?? [])], first: 3 });
  });

  @property({ attribute: false }) idea: Idea | undefined;

  protected override renderWith(): unknown {
    const updates = this.#list.value?.items ?? [];
    if (updates.length === 0) return nothing;
    return html`<p class="small" part="base">
      <span class="soft">${updatesWords.shippedIn}</span>
      ${updates.map(
        ({ id, title }, at) =>
          html`${at > 0 ? ' · ' : nothing}<a href=${postAddress('update', id)}><bdi>${title}</bdi></a>`,
      )}
    </p>`;
  }
}
