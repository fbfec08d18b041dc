#!/usr/bin/env node
import { program } from './program.js';
import { main } from './run.js';

await main(
  program()
    .parseAsync()
    .then(() => {}),
);
