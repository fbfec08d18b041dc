import { createHmac, randomBytes } from 'node:crypto';
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { sqlHost, type SqlHostOptions } from '@rallykit/backend-sql';
import type { BackendHost } from '@rallykit/core';
import { z } from 'zod';
import { codeOf, messageOf, UserError } from './user-error.js';

/** The secrets of one community's server. */
export interface Secrets {
  /** Signs what a site's server says of its visitors; shared with that server. */
  readonly secret: string;
  /** Signs guests' tokens; nobody else's business. */
  readonly guestSecret: string;
}

export interface Data {
  /** The whole path of the folder. */
  readonly folder: string;
  /** Where the community is kept: the folder, or a database's address without user and password. */
  readonly where: string;
  readonly host: BackendHost;
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there. Give it the right to, or choose another folder.',
  EPERM: 'this user may not write there. Give it the right to, or choose another folder.',
  EROFS: 'it is on a disk that is read-only. Choose another folder.',
  EEXIST: 'there is a file of this name. Choose another folder.',
  ENOTDIR: 'a part of its path is a file. Choose another folder.',
  ENOSPC: 'the disk is full. Make room, or choose a folder on another disk.',
};

function unusable(folder: string, error: unknown): UserError {
  const why = reasons[codeOf(error) ?? ''] ?? messageOf(error);
  return new UserError(`Cannot keep a community in the folder ${folder}: ${why}`, { cause: error });
}

/**
 * Opens the store in a folder, which is made when it is not there, or the database that is named beside it: the address
 * of one of PostgreSQL (`postgres://…`), or a SQLite file. Rejects with what is wrong with it and the remedy, never with
 * a password.
 */
export async function openData(
  name: string,
  database?: string,
  limit: Pick<SqlHostOptions, 'writesAMinute'> = {},
): Promise<Data> {
  if (isAddress(name))
    throw new UserError('--data takes a folder. Give the address of a database by --database.');
  const folder = resolve(name);
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw unusable(folder, error);
  }
  const host = sqlHost({ database: database ?? join(folder, 'rallykit.db'), ...limit });
  try {
    await host.ready();
  } catch (error) {
    await host.close();
    throw error;
  }
  return { folder, where: database === undefined ? folder : shown(database), host };
}

const isAddress = (name: string) => /^[a-z][a-z0-9+.-]+:\/\//i.test(name);

function shown(database: string): string {
  if (!isAddress(database)) return resolve(database);
  const { protocol, host, pathname } = new URL(database);
  return `${protocol}//${host}${pathname}`;
}

const key = z.string().min(32);
const secretsSchema = z.object({ secret: key, guestSecret: key });

/** The secrets that a folder keeps, for its owner's eyes only; made at the first call. */
export function keptSecrets(name: string): Secrets {
  const folder = resolve(name);
  const file = join(folder, 'secrets.json');
  try {
    mkdirSync(folder, { recursive: true });
    make(file);
    chmodSync(file, 0o600);
  } catch (error) {
    throw unusable(folder, error);
  }
  try {
    return secretsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const remedy = 'Put a copy back, or remove it: a new one is made, and everybody has to sign in again.';
    throw new UserError(`The file ${file} with the server’s secrets cannot be read. ${remedy}`, {
      cause: error,
    });
  }
}

/** Writes new secrets unless there are some: of two processes that start together, both get those of the first. */
function make(file: string): void {
  const fresh = `${file}.${process.pid}`;
  const secret = () => randomBytes(32).toString('hex');
  writeFileSync(fresh, JSON.stringify({ secret: secret(), guestSecret: secret() } satisfies Secrets), {
    mode: 0o600,
  });
  try {
    linkSync(fresh, file);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    rmSync(fresh, { force: true });
  }
}

/** Communities whose names begin so are the suite's to make. */
export const conformancePrefix = 'conformance-';

/** The token of an operator on a server that takes the contract's suite: whoever has the folder has it. */
export const conformanceOperator = (guestSecret: string): string =>
  createHmac('sha256', guestSecret).update('operator of the conformance suite').digest('hex');
