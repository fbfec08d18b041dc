import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { program } from './program.js';

/** Reads a command line as far as its action; what is printed instead. */
async function read(...args: string[]): Promise<string> {
  let printed = '';
  const quiet = (command: Command): void => {
    const write = (text: string) => void (printed += text);
    command.exitOverride().configureOutput({ writeOut: write, writeErr: write });
    command.commands.forEach(quiet);
  };
  const line = program();
  quiet(line);
  await line.parseAsync(args, { from: 'user' }).catch(() => {});
  return printed;
}

test.each([['serve'], ['seed'], ['import uservoice'], ['import stackexchange'], ['token']])(
  '%s --help shows its options and examples',
  async (command) => {
    const help = await read(...command.split(' '), '--help');
    expect(help).toContain('--data <folder>');
    expect(help).toMatch(new RegExp(`Examples?:\\n {2}rallykit ${command} `));
  },
);

test.each([
  [['serve', '--prot', '80'], 'Did you mean --port?'],
  [['import', 'uservoice', 'x', '--board', 'y', '--titel', 'z'], 'Did you mean --title?'],
  [['imprt'], 'Did you mean import?'],
  [['import', 'uservoce', 'x'], 'Did you mean uservoice?'],
  [['serve', '--port', '-1'], 'whole number from 0 to 65535'],
  [['serve', '--board', 'help:suport=Help'], 'Choose from support'],
  [['import', 'uservoice', 'x', '--board', 'no good'], 'An id'],
  [['import', 'uservoice', 'x'], '--board <id>'],
  [['token', '--id', 'a', '--name', 'A', '--role', 'operator'], 'member, team, leader'],
])('%j is refused with what to write', async (args, remedy) => {
  expect(await read(...args)).toContain(remedy);
});
