import { words } from '../base/words.js';

export const searchWords = words('search', {
  label: 'Search ideas and questions',
  hint: 'Search ideas and questions',
  results: 'What was found',
  back: 'Back to the search',
  kinds: { idea: 'Ideas', question: 'Questions' },
  found: {
    idea: (count: number, shown: string) => `${shown} ${count === 1 ? 'idea' : 'ideas'}`,
    question: (count: number, shown: string) => `${shown} ${count === 1 ? 'question' : 'questions'}`,
  },
  none: (text: string) => `Nothing was found for “${text}”`,
  noneDetail: 'Try fewer or other words.',
});
