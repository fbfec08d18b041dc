import { inputSchemas } from '@rallykit/core/schema';
import { InvalidArgumentError, Option } from 'commander';

/** The folder that a command works on. */
export const dataOption = () =>
  new Option('-d, --data <folder>', 'folder that keeps the community')
    .default('.rallykit')
    .env('RALLYKIT_DATA');

export const secretOption = () =>
  new Option(
    '--secret <text>',
    'shared with your site’s server, which signs tokens with it; made and kept in the data folder unless set',
  ).env('RALLYKIT_SECRET');

/** A whole number in a range. */
export const whole = (min: number, max: number) => (text: string) => {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new InvalidArgumentError(`Give a whole number from ${min} to ${max}.`);
};

/** Collects an option that can be given several times. */
export const several =
  <T>(parse: (text: string) => T) =>
  (text: string, before: readonly T[] = []): T[] => [...before, parse(text)];

/** The id of a board. */
export function boardId(text: string): string {
  const issue = inputSchemas['board.create'].shape.id.safeParse(text).error?.issues[0];
  if (issue) throw new InvalidArgumentError(issue.message);
  return text;
}
