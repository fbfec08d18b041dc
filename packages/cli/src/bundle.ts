import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Mount } from '@rallykit/server';

/**
 * The files of the script-tag bundle: `/rallykit.js` and what it loads, for pages of any site; undefined when it was
 * not built.
 */
export function bundle(): Mount | undefined {
  // The package's entry is in src or in dist; the bundle is in dist.
  const entry = fileURLToPath(import.meta.resolve('@rallykit/embed'));
  const folder = join(dirname(entry), '..', 'dist');
  if (!existsSync(join(folder, 'rallykit.js'))) return undefined;
  return { folder, public: true, immutable: /^\/rallykit\// };
}
