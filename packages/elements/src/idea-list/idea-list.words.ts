import { words } from '../base/words.js';

export const ideaListWords = words('ideaList', {
  label: 'Ideas',
  empty: 'No ideas here yet',
  back: 'Back to the list',
});
