import { RallyError } from './error.js';

/** Why somebody whose access the team has taken can do nothing. */
export const accessTaken = (): RallyError =>
  new RallyError(
    'forbidden',
    'The team has suspended you here. You can read what everybody can; ask the team if this is a mistake.',
  );

/** Why somebody who was erased can do nothing: what they still had to send must not bring them back. */
export const erased = (): RallyError =>
  new RallyError(
    'forbidden',
    'You were removed from this community, with all that could be told of you. You can read what everybody can.',
  );
