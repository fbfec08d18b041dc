import type { CommandInputs } from '../command.js';
import type { Work } from './work.js';

export function rename(work: Work, { name }: CommandInputs['member.rename']): void {
  work.joinActor();
  work.update(work.need('member', work.actor.id, 'id'), { name });
}
