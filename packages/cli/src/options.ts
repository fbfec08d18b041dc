import { presets, type Audience, type Purpose } from '@rallykit/core';
import { inputSchemas } from '@rallykit/core/schema';
import { InvalidArgumentError, Option } from 'commander';
import type { NewBoard } from './community.js';

export interface ServeOptions {
  readonly port: number;
  readonly host: string;
  readonly data: string;
  readonly seed?: string;
  readonly name?: string;
  readonly board?: readonly NewBoard[];
  readonly origin?: readonly string[];
  readonly secret?: string;
  readonly jwks?: string;
  readonly site?: string;
  readonly proxies: number;
  readonly log: string;
}

export interface ImportOptions {
  readonly board: string;
  readonly title?: string;
  readonly data: string;
  readonly json?: true;
}

export interface TokenOptions {
  readonly id: string;
  readonly name: string;
  readonly role: 'member' | 'team' | 'leader';
  readonly title?: string;
  readonly audience?: Audience;
  readonly expires: string;
  readonly data: string;
  readonly secret?: string;
}

/** The folder that a command works on. */
export const dataOption = () =>
  new Option('-d, --data <folder>', 'folder that keeps the community')
    .default('.rallykit')
    .env('RALLYKIT_DATA');

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

/** Such as `help:support=Questions and answers`. */
export function boardOf(text: string): NewBoard {
  const [, id, purpose = 'product-design', title] = /^([^:=]+)(?::([^=]+))?(?:=(.+))?$/.exec(text) ?? [];
  if (id === undefined) throw new InvalidArgumentError('Write it as product="Product ideas".');
  if (!Object.hasOwn(presets, purpose)) {
    const known = Object.keys(presets).join(', ');
    throw new InvalidArgumentError(`There is no purpose “${purpose}”. Choose from ${known}.`);
  }
  return { id: boardId(id), purpose: purpose as Purpose, title: title ?? id };
}
