import { words } from '../base/words.js';

export const filterWords = words('filters', {
  team: 'For the team',
  unanswered: 'Without an official answer',
  votes: 'Votes, at least',
  since: 'From',
  until: 'Until',
  author: 'Author',
  anybody: 'Anybody',
  atLeast: (_count: number, shown: string) => `${shown} votes or more`,
  from: (day: string) => `From ${day}`,
  to: (day: string) => `Until ${day}`,
  by: (name: string) => `By ${name}`,
  views: 'Saved views',
  saveView: 'Save this view…',
  viewName: 'Name of the view',
  save: 'Save',
  forget: (name: string) => `Forget the view: ${name}`,
  saved: (name: string) => `Saved as “${name}”, in this browser.`,
  notKept: 'This browser keeps nothing for this site, so the view could not be saved.',
  forgotten: (name: string) => `“${name}” is forgotten.`,
});
