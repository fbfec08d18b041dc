import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** rallykit.js is the one address that sites name; what it loads beside it is named by content and kept for ever. */
export default defineConfig({
  root: here('.'),
  // Sites load it from another origin than their own.
  base: './',
  resolve: { conditions: ['rallykit-source', 'module', 'browser', 'production'] },
  build: {
    target: 'es2022',
    outDir: here('dist'),
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { rallykit: here('src/rallykit.ts') },
      preserveEntrySignatures: 'strict',
      output: {
        format: 'es',
        entryFileNames: '[name].js',
        chunkFileNames: 'rallykit/[name]-[hash].js',
        assetFileNames: 'rallykit/[name]-[hash][extname]',
      },
    },
  },
});
