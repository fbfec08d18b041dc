import { words } from '../base/words.js';

export const roadmapWords = words('roadmap', {
  label: 'Roadmap',
  view: 'View',
  columns: 'Columns',
  list: 'List',
  empty: 'Nothing is on its way yet',
  emptyDetail: 'What is decided on shows here, with the votes behind it.',
  emptyColumn: 'Nothing here yet.',
  fresh: (_count: number, shown: string) => `${shown} more came here`,
  move: 'Move to…',
  moveThis: (title: string) => `Move “${title}” to…`,
  moved: (title: string, status: string) => `“${title}” is now ${status.toLowerCase()}.`,
  questions: 'This board has no roadmap',
  questionsDetail: 'It has questions, and a roadmap shows ideas.',
});
