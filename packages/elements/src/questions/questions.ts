import { html, nothing, type TemplateResult } from 'lit';
import type { Question } from '@rallykit/core';
import type { Store } from '@rallykit/store';
import { number } from '../base/format.js';
import { commonWords } from '../base/words.js';
import { BoardElement, type RowContext, type UsualSort } from '../board/board.js';
import { renderRow } from '../board/row.js';

/**
 * @summary A board of questions: search, sort, filter such as by what has no answer, ask one, and read each in place.
 *
 * Further pages load while a reader scrolls, a few at a time; then a button asks, so that what the page has below stays
 * reachable. New questions of others wait behind a button, so that nothing moves under a pointer.
 *
 * @event {PostOpenRequestEvent} rally-question-open-request - Before a question opens here; stop it to show it elsewhere.
 * @event {ActRequestEvent} rally-vote-set-request - Before a vote; can be stopped.
 * @event {ActEvent} rally-vote-set - After the backend took a vote.
 * @event {ActRequestEvent} rally-question-create-request - Before a question is asked; can be stopped.
 * @event {ActEvent} rally-question-create - After the backend took a question.
 * @event {AuthRequiredEvent} rally-auth-required - Something takes signing in.
 * @csspart base - The panel.
 */
export class RallyQuestions extends BoardElement<'question'> {
  /** @internal */
  readonly kind = 'question';
  protected readonly sorts: readonly UsualSort[] = ['new', 'top'];

  /** @internal */
  load(): Promise<unknown> {
    return import('../question/question.define.js');
  }

  protected renderPost(id: string, store: Store): TemplateResult {
    return html`<rally-question .store=${store} question=${id}></rally-question>`;
  }

  protected renderRow(question: Question, context: RowContext): TemplateResult {
    const { answers, views } = question;
    const say = commonWords;
    const facts = html`<span class="num">${say.answers(answers, number(answers, context.language))}</span>
      ${views ? html`<span class="num">${say.views(views, number(views, context.language))}</span>` : nothing}`;
    return renderRow(question, context, facts);
  }
}
