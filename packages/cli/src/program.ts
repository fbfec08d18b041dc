import { Command } from 'commander';
import { importCommands } from './commands/import.js';
import { seedCommand } from './commands/seed.js';
import { serveCommand } from './commands/serve.js';
import { tokenCommand } from './commands/token.js';

/** The whole command line. */
export function program(): Command {
  const program = new Command('rallykit')
    .description('Runs a RallyKit community: ideas boards, questions and polls for your own pages.')
    .version('0.1.0')
    .showHelpAfterError('Add --help for the options and examples.');
  for (const command of [serveCommand(), seedCommand(), importCommands(), tokenCommand()]) {
    program.addCommand(command.copyInheritedSettings(program));
    for (const part of command.commands) part.copyInheritedSettings(program);
  }
  return program;
}
