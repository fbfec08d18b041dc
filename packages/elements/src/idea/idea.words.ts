import { words } from '../base/words.js';

export const ideaWords = words('idea', {
  label: 'Idea',
  missing: 'Which idea?',
  missingDetail: 'Name it: <rally-idea idea="…">',
  gone: 'This idea is not here any more',
  goneDetail: 'It was removed, or the address is not right.',
  locked: 'Locked by the team',
  waiting: 'Waiting for review',
  mergedInto: 'Merged into:',
  official: 'Official answer',
  removeForGood: 'Delete for good',
  team: 'Team tools',
  status: 'Status',
  note: 'Official answer',
  noteHint: 'Shown under the idea. Voters see what became of it.',
  save: 'Save',
  saved: 'Saved.',
  lock: 'Lock',
  unlock: 'Unlock',
});
