import { words } from '../base/words.js';

export const markdownWords = words('markdown', {
  done: 'Done',
  toDo: 'To do',
  table: 'Table',
});
