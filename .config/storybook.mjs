// `npm run storybook`: shows every element in its states. Arguments go to Storybook.
import { install, pnpm } from './tools.mjs';

await install();
process.exitCode = await pnpm('--dir', 'stories', 'run', 'storybook', ...process.argv.slice(2));
