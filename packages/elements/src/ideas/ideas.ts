import { html, type TemplateResult } from 'lit';
import type { Idea } from '@rallykit/core';
import type { Store } from '@rallykit/store';
import { BoardElement, type RowContext, type UsualSort } from '../board/board.js';
import { renderIdea } from './ideas.item.js';

/**
 * @summary A board of ideas: search, sort, filter, vote, share one, and read each in place.
 *
 * Further pages load while a reader scrolls, a few at a time; then a button asks, so that what the page has below stays
 * reachable. New ideas of others wait behind a button, so that nothing moves under a pointer.
 *
 * @event {PostOpenRequestEvent} rally-idea-open-request - Before an idea opens here; stop it to show it elsewhere.
 * @event {ActRequestEvent} rally-vote-set-request - Before a vote; can be stopped.
 * @event {ActEvent} rally-vote-set - After the backend took a vote.
 * @event {ActRequestEvent} rally-idea-create-request - Before an idea is shared; can be stopped.
 * @event {ActEvent} rally-idea-create - After the backend took an idea.
 * @event {AuthRequiredEvent} rally-auth-required - Something takes signing in.
 * @csspart base - The panel.
 */
export class RallyIdeas extends BoardElement<'idea'> {
  /** @internal */
  readonly kind = 'idea';
  protected readonly sorts: readonly UsualSort[] = ['trending', 'top', 'new'];

  /** @internal */
  load(): Promise<unknown> {
    return import('../idea/idea.define.js');
  }

  protected renderPost(id: string, store: Store): TemplateResult {
    return html`<rally-idea .store=${store} idea=${id}></rally-idea>`;
  }

  protected renderRow(idea: Idea, context: RowContext): TemplateResult {
    return renderIdea(idea, context);
  }
}
