import js from '@eslint/js';
import { configs as lit } from 'eslint-plugin-lit';
import litA11y from 'eslint-plugin-lit-a11y';
import { configs as wc } from 'eslint-plugin-wc';
import { defineConfig } from 'eslint/config';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import { layers, universal } from './layers.js';
import { root } from './tools.mjs';

const both = new Set(Object.keys(globals['shared-node-browser']));
/** Globals that only a browser or only Node has. */
const oneSided = Object.keys({ ...globals.browser, ...globals.node }).filter((name) => !both.has(name));

const htmlSinks = [
  'innerHTML',
  'outerHTML',
  'insertAdjacentHTML',
  'setHTMLUnsafe',
  'createContextualFragment',
  'srcdoc',
];
const noHtmlStrings = [
  {
    selector: `MemberExpression[property.name=/^(${htmlSinks.join('|')})$/]`,
    message: 'Never a string into HTML: build nodes, or render a template.',
  },
  {
    selector: 'MemberExpression[object.name="document"][property.name=/^write(ln)?$/]',
    message: 'Never a string into HTML: build nodes, or render a template.',
  },
  {
    selector: 'ImportSpecifier[imported.name=/^unsafe(HTML|SVG|MathML|Static|CSS)$/]',
    message: 'Never an unchecked string into HTML or CSS.',
  },
];
const noEnums = [
  { selector: 'TSEnumDeclaration', message: 'Use a union of literals.' },
  { selector: 'TSModuleDeclaration[kind="namespace"]', message: 'Use a module.' },
  { selector: 'TSParameterProperty', message: 'Declare the field.' },
];

export default defineConfig(
  {
    ignores: [
      '**/dist/',
      '**/node_modules/',
      'coverage/',
      'test-results/',
      '**/.cache/',
      '.rallykit/',
      '**/storybook-static/',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    plugins: { rallykit: { rules: { layers } } },
    rules: {
      'rallykit/layers': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
    },
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.recommended],
    languageOptions: {
      // Few programs instead of one a package, each of which would check anew what they share. What is tested in a browser
      // has its own, since the types of the test library change what `expect` returns everywhere.
      parserOptions: {
        project: [
          '.config/tsconfig.all.json',
          'packages/elements/tsconfig.json',
          'packages/backend-indexeddb/tsconfig.json',
          'examples/react/tsconfig.json',
        ],
        tsconfigRootDir: root,
      },
    },
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/only-throw-error': 'error',
      'no-restricted-syntax': ['error', ...noEnums],
    },
  },
  {
    files: ['packages/*/src/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...noEnums, ...noHtmlStrings] },
  },
  {
    files: universal.map((name) => `packages/${name}/src/**/*.ts`),
    // The store's environment.ts is the one place that asks which of the two is there.
    ignores: ['**/*.test.*', 'packages/store/src/environment.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...oneSided.map((name) => ({ name, message: 'This package runs in browsers and in Node.' })),
      ],
    },
  },
  {
    files: ['packages/elements/src/**/*.ts', 'packages/embed/src/**/*.ts', 'stories/**/*.ts'],
    extends: [lit['flat/recommended'], wc['flat/best-practice'], litA11y.configs.recommended],
    settings: { wc: { elementBaseClasses: ['LitElement', 'RallyElement'] } },
    rules: {
      // Lit's base class has every lifecycle callback.
      'wc/guard-super-call': 'off',
      // A controller works by being made.
      'no-unused-private-class-members': 'off',
    },
  },
  {
    files: ['**/*.test.ts', '**/*.test.*.ts', '**/*.spec.ts', 'test/**/*.ts'],
    rules: {
      // chai's `expect(x).to.be.true` is an expression by design.
      '@typescript-eslint/no-unused-expressions': 'off',
      // Playwright's fixtures are taken by destructuring, also when none is.
      'no-empty-pattern': 'off',
      // A test throws what it pleases to see how it is taken.
      '@typescript-eslint/only-throw-error': 'off',
    },
  },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: { globals: { ...globals.node } },
  },
  {
    files: ['examples/**/*.js', 'stories/**/*.js'],
    languageOptions: { globals: { ...globals.browser } },
  },
);
