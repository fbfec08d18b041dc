import { one, words } from '../base/words.js';

export const goalWords = words('goal', {
  label: 'Our goal',
  eyebrow: 'What we are building together',
  daysLeft: one('day left', 'days left'),
  startsIn: (count: number, shown: string) => (count === 1 ? 'starts tomorrow' : `starts in ${shown} days`),
  ended: 'ended',
  reached: 'goal reached',
  measure: (name: string, current: string, baseline: string, target: string) =>
    `${name}: now ${current}, from ${baseline} to ${target}`,
  /** Each fact is what stands before its number and after it. */
  members: (count: number) => ['', count === 1 ? ' member' : ' members'] as const,
  shipped: (posts: string, status: string) => ['', ` ${posts} ${status.toLowerCase()}`] as const,
  helped: (_count: number) => ['you helped with ', ''] as const,
  missing: 'Which goal?',
  missingDetail: 'Name it: <rally-goal goal="…">',
  gone: 'This goal is not here',
  goneDetail: (id: string) => `There is no goal “${id}” in this community, or not any more.`,
});
