import { words } from '../base/words.js';

export const editorWords = words('editor', {
  title: 'Title',
  body: 'Text',
  save: 'Save',
  conflict: 'Somebody changed this text meanwhile. Compare both, then decide.',
  theirs: 'As it is now',
  keepMine: 'Keep mine',
  takeTheirs: 'Take theirs',
  offline: 'You are offline. This is kept and will be sent.',
});
