import type { Opener } from './dialect.js';
import type { SqlHostOptions } from './index.js';
import { notConfigured } from './not-configured.js';
import { postgresDatabase } from './postgres/open.js';
import { isAddress } from './postgres/pool.js';
import { sqliteFile } from './sqlite/open.js';

/** What opens the database that options name. */
export function openerOf({
  database,
  schema = 'rallykit',
}: Pick<SqlHostOptions, 'database' | 'schema'>): Opener {
  if (typeof database !== 'string' || isAddress(database)) return postgresDatabase(database, schema);
  const [, scheme] = /^([a-z][a-z0-9+.-]+):\/\//i.exec(database) ?? [];
  if (scheme === undefined) return sqliteFile(database);
  throw notConfigured(
    `“${scheme}://” is no address that RallyKit knows. Give the path of a file, or postgres://…`,
  );
}
