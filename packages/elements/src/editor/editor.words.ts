import { words } from '../base/words.js';

export const editorWords = words('editor', {
  title: 'Title',
  body: 'Text',
  save: 'Save',
  conflict: 'Somebody changed this text meanwhile. Yours is kept here; save again to replace theirs.',
});
