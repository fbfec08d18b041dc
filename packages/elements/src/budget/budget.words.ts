import { words } from '../base/words.js';

export const budgetWords = words('budget', {
  left: (left: number, shown: string, of: string) =>
    left === 1 ? `You have 1 of ${of} votes left` : `You have ${shown} of ${of} votes left`,
  each: (budget: number, shown: string) =>
    budget === 1 ? 'Everybody has one vote here.' : `Everybody has ${shown} votes here.`,
  where: 'Where my votes are',
  back: 'A vote comes back when you take it back, and when what it is on is closed.',
  none: 'You have not voted here yet.',
  takeBack: 'Take back',
  takeBackFrom: (title: string) => `Take back: ${title}`,
});
