import { words } from '../base/words.js';

export const csvWords = words('csv', {
  export: 'Export as CSV',
  exporting: (done: string, of: string | undefined) =>
    of ? `${done} of ${of} ideas read` : `${done} ideas read`,
  stop: 'Stop',
  stopped: 'Stopped. Nothing was saved.',
  exported: (_count: number, shown: string) => `Exported: ${shown}.`,
  columns: [
    'ID',
    'Title',
    'Status',
    'Topics',
    'Votes',
    'Comments',
    'Author',
    'Created',
    'Status since',
    'Official answer',
    'Text',
  ],
});
