// A backend that declares nothing, and a test that runs the whole suite over it and says what to write first.
import { pnpm } from './tools.mjs';

const json = (/** @type {unknown} */ value) => `${JSON.stringify(value, undefined, 2)}\n`;
const entry = { 'rallykit-source': './src/index.ts', types: './dist/index.d.ts', default: './dist/index.js' };

const manifest = (/** @type {string} */ name) => ({
  name: `@rallykit/backend-${name}`,
  version: '0.1.0',
  description: `RallyKit over ${name}.`,
  license: 'MIT',
  type: 'module',
  engines: { node: '>=20' },
  exports: { '.': entry },
  sideEffects: false,
  files: ['dist', 'src', '!**/*.test.*'],
  scripts: { build: 'tsc -p tsconfig.build.json' },
  dependencies: { '@rallykit/core': 'workspace:*' },
  devDependencies: { '@rallykit/conformance': 'workspace:*' },
});

/** What `npm run new backend NAME` writes, and does after it. @param {string} name */
export function newBackend(name) {
  const camel = name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
  const Class = camel.replace(/^./, (letter) => letter.toUpperCase());
  const folder = `packages/backend-${name}`;

  const files = {
    'package.json': json(manifest(name)),
    'tsconfig.json': json({
      extends: '../../tsconfig.base.json',
      compilerOptions: { lib: ['ES2023', 'DOM', 'DOM.Iterable'], types: [] },
      include: ['src', '*.ts'],
    }).replace(/\[\s+([^[\]]+?)\s+\]/g, (_, items) => `[${items.replace(/\s+/g, ' ')}]`),
    'tsconfig.build.json': `{
  "extends": ["./tsconfig.json", "../../.config/tsconfig.build.json"]
}
`,
    'README.md': `# @rallykit/backend-${name}

RallyKit over ${name}.

\`\`\`ts
import { ${camel}Host } from '@rallykit/backend-${name}';

const host = ${camel}Host({ default: { name: 'Our community' } });
createServer({ host, secret }); // of @rallykit/server: puts it on the network
\`\`\`

How a backend is written, step by step: [the guide](../conformance/GUIDE.md).
`,
    'src/index.ts': `import { communityRef, defineBackend, RallyError } from '@rallykit/core';
import type { Backend, BackendHost, Identity } from '@rallykit/core';
import { checked } from '@rallykit/core/checked';

/** Where one community is kept. */
export interface ${Class}Options {
  /** The community's name, as people see it. */
  readonly name: string;
  // What it takes to reach your store: an address, a key, a function that stands in for it in tests.
}

/** One person's connection to one community; null for somebody who only reads. */
function connect(identity: Identity | null, options: ${Class}Options): Backend {
  const still = { revision: 1, createdAt: 0, updatedAt: 0 };
  const spec = checked({
    name: '${name}',
    identity,
    community: async () => ({
      ...communityRef,
      ...still,
      name: options.name,
      guests: 'none',
      members: 0,
    }),
    // What is here is declared; what is not here is refused as not-supported, and the suite skips it.
    // First what people read, such as: idea: async (query, call) => [...]
    list: {},
    // How one is found by its id, such as: idea: async (id, call) => ...
    get: {},
    // Then what they do, such as: async 'vote.set'({ subject, value }, act) { ... }
    commands: {},
    // Last what goes beyond: sorts, search, totals, limits.
    can: {},
  });
  return defineBackend(spec);
}

/** These communities, by name: what \`createServer\` puts on the network. */
export function ${camel}Host(communities: Readonly<Record<string, ${Class}Options>>): BackendHost {
  return {
    as(identity, community = 'default') {
      const options = communities[community];
      if (!options) throw new RallyError('not-found', \`There is no community “\${community}” here.\`);
      return connect(identity, options);
    },
    // Resolves once your store answers; rejects with why it does not.
    ready: async () => {},
    close: async () => {},
  };
}
`,
    [`src/${name}.test.ts`]: `import { personas, testBackend, type Seed, type World } from '@rallykit/conformance';
import { describe, it } from 'vitest';
import { ${camel}Host, type ${Class}Options } from './index.js';

/** A fresh store for each test. Fill a stand-in for yours with what \`seed.communities\` holds for each community. */
function createWorld(seed: Seed): World {
  const communities: Record<string, ${Class}Options> = {};
  for (const name of Object.keys(seed.communities)) communities[name] = { name };
  const host = ${camel}Host(communities);
  return {
    connect: (persona, community) => host.as(personas[persona], community),
    close: () => host.close(),
  };
}

await testBackend({ describe, it, createWorld });
`,
  };

  return {
    folder,
    files,
    async finish() {
      const code = await pnpm('install', '--no-frozen-lockfile');
      if (code) {
        console.error(
          'Linking it failed: see above. Check the network (or npm registry), then run: npx pnpm install',
        );
        return code;
      }
      console.log(`Its test:  npm test -- unit ${folder}/src/${name}.test.ts
It is red until there is something to list, and says so. The guide: packages/conformance/GUIDE.md`);
      return 0;
    },
  };
}
