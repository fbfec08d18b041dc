import type { Identity } from './backend.js';
import type { CommandType } from './command.js';
import type { Board, Votable } from './entity.js';
import { RallyError } from './error.js';
import { closedStatus, isStranger } from './voting.js';

/** Why a command that is not open to someone is refused: signing in helps, or nothing does. */
export function notPermitted(actor: Pick<Identity, 'role'> | null, type: CommandType): RallyError {
  if (isStranger(actor)) return new RallyError('unauthenticated', 'Sign in to do this.');
  return new RallyError(
    'forbidden',
    type === 'member.rename'
      ? 'Your name comes from your account on this site. Change it there.'
      : 'This is for the people who run this community.',
  );
}

/** Why nobody adds to a post any more, if so: it was merged into another, or archived. */
export function putAway(post: Votable): RallyError | undefined {
  const why =
    'mergedInto' in post
      ? `This idea was merged into the idea “${post.mergedInto}”. Go on there.`
      : 'archived' in post && 'The team has archived this. You can read it, but not add to it.';
  return why ? new RallyError('forbidden', why, { current: post }) : undefined;
}

/** Why nobody can vote on a post any more, if so. */
export function votingOver(post: Votable, board: Board): RallyError | undefined {
  const status = closedStatus(post, board);
  return (
    putAway(post) ??
    (status && new RallyError('forbidden', `Voting is over here: this is ${status.label.toLowerCase()}.`))
  );
}
