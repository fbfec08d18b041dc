import { fileURLToPath } from 'node:url';
import { defaultServerConditions } from 'vite';
import { defineConfig } from 'vitest/config';

const conditions = ['rallykit-source', ...defaultServerConditions];

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  cacheDir: 'node_modules/.cache/vite',
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    // Only what hangs may fail by time: a busy machine is no defect.
    testTimeout: process.env['RALLYKIT_RUNS'] ? 0 : 60_000,
    hookTimeout: 60_000,
    setupFiles: ['.config/properties.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'test/ranking/*.test.ts', '.config/**/*.test.ts'],
          exclude: ['packages/elements/**', '**/*.browser.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'conformance',
          include: ['test/conformance/**/*.test.ts'],
          exclude: ['**/*.browser.test.ts'],
        },
      },
      // Each file starts processes of its own: one at a time is enough for a machine.
      {
        extends: true,
        test: { name: 'faults', include: ['test/faults/**/*.test.ts'], fileParallelism: false },
      },
    ],
  },
});
