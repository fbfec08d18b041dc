import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What every element needs comes as one file, and so do the boards: few requests, and they pack better. */
const groups = [
  {
    name: 'base',
    test: /\/packages\/(embed\/src\/setup|elements\/src\/(base\/(?!hint|place|id\.)|vote\/)|store\/src\/(?!acting|outbox)|backend-http\/)|\/lit-html\/directive[.-]/,
  },
  { name: 'board', test: /\/packages\/elements\/src\/(board\/(?!choices)|ideas|composer\/draft-place)/ },
];

/** Comments and indentation of style sheets, which no other step of the build looks into. */
const tighten: Plugin = {
  name: 'tighten-styles',
  enforce: 'pre',
  transform(code, id) {
    if (!/\/packages\/elements\/src\/.*\.ts$/.test(id)) return undefined;
    return code.replace(/\bcss`(?:[^`\\]|\\.)*`/g, (sheet) =>
      sheet
        .replace(/\/\*[\s\S]*?\*\//g, '')
        .replace(/\s+/g, ' ')
        .replace(/ ?([{};,]) ?/g, '$1'),
    );
  },
};

/** rallykit.js is the one address that sites name; what it loads beside it is named by content and kept for ever. */
export default defineConfig({
  root: here('.'),
  // Sites load it from another origin than their own.
  base: './',
  resolve: { conditions: ['rallykit-source', 'module', 'browser', 'production'] },
  plugins: [tighten],
  build: {
    target: 'es2022',
    outDir: here('dist'),
    emptyOutDir: true,
    lib: { entry: { rallykit: here('src/rallykit.ts') }, formats: ['es'] },
    rolldownOptions: {
      output: {
        // A library build keeps white space for the next bundler; nobody bundles this one.
        minify: true,
        entryFileNames: '[name].js',
        chunkFileNames: 'rallykit/[name]-[hash].js',
        assetFileNames: 'rallykit/[name]-[hash][extname]',
        codeSplitting: { groups },
      },
    },
  },
});
