import { RallyError, type BackendHost } from '@rallykit/core';
import type { Logger } from 'pino';
import type { Keys } from './identity.js';
import type { Mount } from './site.js';

export interface ServerLimits {
  /** The largest body of a request. 1 MiB unless set. */
  readonly bodyBytes?: number;
  /** Commands a minute for one person. 240 unless set. */
  readonly personWrites?: number;
  /** Commands a minute from one network address, which a whole office may share. 1,200 unless set. */
  readonly addressWrites?: number;
  /** New guests a minute from one network address. 60 unless set. */
  readonly addressGuests?: number;
}

export interface ServerOptions extends Keys {
  /** What is served. It stays the caller's: closing the server does not close it. */
  readonly host: BackendHost;
  /** The sites whose pages may use the API, such as `https://example.com`: scheme, name and port, exactly. */
  readonly origins?: readonly string[];
  /** Communities served beside the default one, each at `/c/<name>`; `trial-*` for all whose names begin so. */
  readonly communities?: readonly string[];
  /** Folders that are served as files; of two that fit a path, the first that has the file. */
  readonly site?: readonly Mount[];
  /** Answers what belongs to the site's own server, such as its sign-in; undefined leaves it to the files. */
  readonly handle?: (request: Request) => Response | undefined | Promise<Response | undefined>;
  /** How many proxies of one's own stand before the server, so that addresses are read from X-Forwarded-For. 0 unless set. */
  readonly proxies?: number;
  /** Where the site shows its updates by `<rally-updates permalinks>`: entries of the feed link there. */
  readonly updatesPage?: string;
  readonly limits?: ServerLimits;
  /** Told of each request (never of tokens or bodies) and of each failure. */
  readonly logger?: Logger;
  readonly now?: () => number;
}

export const defaultLimits: Required<ServerLimits> = {
  bodyBytes: 1024 * 1024,
  personWrites: 240,
  addressWrites: 1200,
  addressGuests: 60,
};

/** The origins as a set. Throws `not-configured` for one that no browser would ever send. */
export function checkOrigins(origins: readonly string[]): ReadonlySet<string> {
  for (const origin of origins) {
    const url = URL.canParse(origin) ? new URL(origin) : undefined;
    if (url?.origin === origin && /^https?:$/.test(url.protocol)) continue;
    const meant = url && /^https?:$/.test(url.protocol) ? url.origin : 'https://example.com';
    throw new RallyError(
      'not-configured',
      `"${origin}" is no origin. Write its scheme, name and port only, such as ${meant}`,
    );
  }
  return new Set(origins);
}
