import { fileURLToPath } from 'node:url';
import { defineConfig, parseAst, Visitor, type Plugin } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What every element needs comes as one file, and so do the boards: few requests, and they pack better. */
const groups = [
  {
    name: 'base',
    test: /\/packages\/(embed\/src\/setup|elements\/src\/(base\/(?!hint|place|id\.|acts|disclosure|link|more-|spaced|statuses|text)|vote\/)|store\/src\/(?!staying|group|hub|inbox|polling|lasting|acting|drafts|effects|gather|keeper|outbox|problem|prune|refusals|sending|upkeep)|backend-http\/src\/(?!later))/,
  },
  {
    name: 'board',
    test: /\/packages\/elements\/src\/(board\/(?!choices|composing|endless|long|opening)|ideas|composer\/draft-place)/,
  },
  {
    name: 'acting',
    test: /\/packages\/store\/src\/(acting|effects|gather|keeper|outbox|prune|refusals|sending|upkeep)|\/nanoid\//,
  },
  // What several elements share that no board needs before somebody turns to it.
  { name: 'posts', test: /\/packages\/elements\/src\/base\/(acts|disclosure|more-|spaced|text)/ },
  // What the team does with ideas: for those who may.
  {
    name: 'team',
    test: /\/packages\/elements\/src\/(triage|idea\/(team|merge|move|status))|\/core\/src\/rules\/team/,
  },
  { name: 'staying', test: /\/packages\/store\/src\/(staying|group|hub|inbox|polling)/ },
  { name: 'directives', test: /\/lit(-html)?\/(async-)?directive/ },
];

const tightenStyle = (sheet: string) =>
  sheet
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,]) ?/g, '$1')
    .replace(/: /g, ':')
    .replace(/(?<![\d.])0\./g, '.');

/** Where there is a line break and indentation, HTML shows one space. */
const tightenMarkup = (markup: string) => markup.replace(/\s*\n\s*/g, ' ');

/** Comments and indentation inside templates, which no other step of the build looks into. */
const tighten: Plugin = {
  name: 'tighten-templates',
  enforce: 'pre',
  transform(code, id) {
    if (!/\/packages\/elements\/src\/.*\.ts$/.test(id)) return undefined;
    const texts: { start: number; raw: string; isStyle: boolean }[] = [];
    new Visitor({
      TaggedTemplateExpression({ tag, quasi }) {
        if (tag.type !== 'Identifier' || !/^(css|html|svg)$/.test(tag.name)) return;
        for (const { start, value } of quasi.quasis)
          texts.push({ start, raw: value.raw, isStyle: tag.name === 'css' });
      },
    }).visit(parseAst(code, { lang: 'ts' }));
    let tight = '';
    let done = 0;
    for (const { start, raw, isStyle } of texts.sort((a, b) => a.start - b.start)) {
      const at = code.indexOf(raw, start);
      tight += code.slice(done, at) + (isStyle ? tightenStyle(raw) : tightenMarkup(raw));
      done = at + raw.length;
    }
    return tight + code.slice(done);
  },
};

/** The few lines that the bundler adds, in each file that needs them: in one of their own they cost a round trip. */
const inlineRuntime: Plugin = {
  name: 'inline-runtime',
  generateBundle(_, bundle) {
    const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
    const runtime = chunks.find(({ name }) => name === 'rolldown-runtime');
    if (!runtime) return;
    const made = /^([\s\S]+?)export\{(\w+)\};\s*$/.exec(runtime.code);
    if (!made) this.error('The bundler writes its runtime in another way by now: adapt this plugin.');
    const own = /import\{\w+ as (\w+)\}from"[^"]*rolldown-runtime[^"]*";/;
    for (const chunk of chunks)
      chunk.code = chunk.code.replace(
        own,
        (_all, name) => `const ${name}=(()=>{${made[1]}return ${made[2]}})();`,
      );
    delete bundle[runtime.fileName];
  },
};

/** rallykit.js is the one address that sites name; what it loads beside it is named by content and kept for ever. */
export default defineConfig({
  root: here('.'),
  // Sites load it from another origin than their own.
  base: './',
  resolve: { conditions: ['rallykit-source', 'module', 'browser', 'production'] },
  plugins: [tighten, inlineRuntime],
  build: {
    target: 'es2022',
    outDir: here('dist'),
    emptyOutDir: true,
    lib: { entry: { rallykit: here('src/rallykit.ts') }, formats: ['es'] },
    rolldownOptions: {
      output: {
        // A library build keeps white space for the next bundler; nobody bundles this one.
        minify: true,
        comments: false,
        entryFileNames: '[name].js',
        // Seven letters tell the versions of one file apart, as many as its files need; rallykit.js, which names them all, stays small.
        chunkFileNames: 'rallykit/[name]-[hash:7].js',
        assetFileNames: 'rallykit/[name]-[hash:7][extname]',
        codeSplitting: { groups },
      },
    },
  },
});
