import { presets, type Audience, type Purpose } from '@rallykit/core';
import { inputSchemas } from '@rallykit/core/schema';
import { InvalidArgumentError, Option } from 'commander';
import type { NewBoard } from './community.js';

export interface ServeOptions {
  readonly port: number;
  readonly host: string;
  readonly data: string;
  readonly database?: string;
  readonly seed?: string;
  readonly name?: string;
  readonly board?: readonly NewBoard[];
  readonly origin?: readonly string[];
  readonly secret?: string;
  readonly guestSecret?: string;
  readonly jwks?: string;
  readonly site?: string;
  readonly proxies: number;
  readonly writesAMinute: number;
  readonly log: string;
  readonly conformance?: true;
}

export interface ImportOptions {
  readonly board: string;
  readonly title?: string;
  readonly data: string;
  readonly database?: string;
  readonly json?: true;
}

export type WholeOptions = Pick<ImportOptions, 'data' | 'database' | 'json'>;

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

export interface ConformanceOptions {
  readonly data: string;
  readonly secret?: string;
  readonly guestSecret?: string;
  readonly operatorToken?: string;
  /** Numbers of invariants. */
  readonly only?: readonly number[];
  /** Milliseconds. */
  readonly patience?: number;
}

/** The folder that a command works on. */
export const dataOption = () =>
  new Option('-d, --data <folder>', 'folder that keeps the community')
    .default('.rallykit')
    .env('RALLYKIT_DATA');

/** The database that a command works on, where it is not the one in the folder. */
export const databaseOption = () =>
  new Option(
    '--database <address>',
    'database that keeps the community: postgres://user@host/name, or a SQLite file elsewhere; set the variable instead where the address has a password',
  ).env('RALLYKIT_DATABASE');

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
