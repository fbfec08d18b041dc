import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import { RallyError } from '@rallykit/core';
import type { MiddlewareHandler } from 'hono';

/** A folder that is served as files. */
export interface Mount {
  readonly folder: string;
  /** Where it is served, such as `/help`; at the root unless set. */
  readonly path?: string;
  /** Whether pages of any site may load these files, as they load the script-tag bundle. */
  readonly public?: boolean;
  /** Paths in the folder of files that never change, since their names hold a hash: kept by browsers for a year. */
  readonly immutable?: RegExp;
}

/** Serves the files of a folder, with their types, an ETag and a Cache-Control. What is not there is left to the next. */
export function serveFolder({
  folder,
  path = '/',
  public: open = false,
  immutable,
}: Mount): MiddlewareHandler {
  const root = resolve(folder);
  if (!existsSync(root))
    throw new RallyError('not-configured', `The folder ${root} does not exist. Build it, or name another.`);
  const base = path.replace(/\/+$/, '');
  const inFolder = (requested: string) => requested.slice(base.length) || '/';
  const files = serveStatic({
    root,
    rewriteRequestPath: inFolder,
    precompressed: true,
    onFound: (file, c) => c.set('file', file),
  });

  return async (c, next) => {
    const { path: requested } = c.req;
    const hidden = requested.split('/').some((part) => part.startsWith('.') && part !== '.well-known');
    if (hidden || !(requested === base || requested.startsWith(`${base}/`))) return next();
    let missing = false;
    const answer = await files(c, async () => void (missing = true));
    if (missing || !answer) return next();
    const { size, mtimeMs } = statSync(c.get('file') as string);
    answer.headers.set('ETag', `W/"${size.toString(36)}-${Math.trunc(mtimeMs).toString(36)}"`);
    const forever = immutable?.test(inFolder(requested));
    answer.headers.set('Cache-Control', forever ? 'public, max-age=31536000, immutable' : 'no-cache');
    if (open) answer.headers.set('Access-Control-Allow-Origin', '*');
    return answer;
  };
}
