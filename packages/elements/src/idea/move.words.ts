import { words } from '../base/words.js';

export const moveWords = words('move', {
  label: 'Move to another board',
  to: 'To which board?',
  choose: 'Choose a board',
  none: 'This community has no other board.',
  kept: 'Votes, comments and its address stay.',
  status: (label: string) => `That board has another pipeline: it begins there as “${label}”.`,
  tags: (labels: string) => `That board does not have these topics: ${labels}.`,
  move: 'Move',
  moved: (board: string) => `Moved to ${board}.`,
});
