import { Command, Option } from 'commander';
import {
  boardId,
  boardOf,
  dataOption,
  databaseOption,
  several,
  whole,
  type ConformanceOptions,
  type ImportOptions,
  type ServeOptions,
  type TokenOptions,
  type WholeOptions,
} from './options.js';

/** The whole command line. What a command needs is loaded when it runs. */
export function program(): Command {
  const program = new Command('rallykit')
    .description('Runs a RallyKit community: ideas boards, questions and polls for your own pages.')
    .version('0.1.0')
    .showHelpAfterError('Add --help for the options and examples.');
  for (const command of [serve(), seed(), take(), give(), token(), conformance()]) {
    program.addCommand(command.copyInheritedSettings(program));
    for (const part of command.commands) part.copyInheritedSettings(program);
  }
  return program;
}

const examples = (...lines: readonly string[]) =>
  `\nExample${lines.length > 1 ? 's' : ''}:\n${lines.map((line) => `  rallykit ${line}`).join('\n')}`;

const secretOption = () =>
  new Option(
    '--secret <text>',
    'shared with your site’s server, which signs tokens with it; made and kept in the data folder unless set',
  ).env('RALLYKIT_SECRET');

const serve = () =>
  new Command('serve')
    .description('Puts a community on the network, kept in one SQLite file or in PostgreSQL.')
    .addOption(
      new Option('-p, --port <number>', 'port to listen at; 0 for any that is free')
        .default(4173)
        .env('PORT')
        .argParser(whole(0, 65_535)),
    )
    .addOption(
      new Option('--host <address>', 'address to listen at; 0.0.0.0 for all of this machine’s')
        .default('127.0.0.1')
        .env('RALLYKIT_HOST'),
    )
    .addOption(dataOption())
    .addOption(databaseOption())
    .option('--seed <file>', 'fills an empty community from this file')
    .option('--name <text>', 'name of a new community')
    .option(
      '--board <id[:purpose]=title>',
      'makes this board when it is not there; can be repeated',
      several(boardOf),
    )
    .option(
      '--origin <url>',
      'site whose pages may use the community; can be repeated',
      several((text) => text),
    )
    .addOption(secretOption())
    .addOption(
      new Option(
        '--guest-secret <text>',
        'signs guests’ tokens: the same for all servers of one community; made and kept in the data folder unless set',
      ).env('RALLYKIT_GUEST_SECRET'),
    )
    .option('--jwks <url>', 'key set of an identity provider that signs tokens too')
    .option('--site <folder>', 'folder of a site to serve beside it')
    .addOption(
      new Option('--proxies <number>', 'proxies of your own before the server')
        .default(0)
        .argParser(whole(0, 10)),
    )
    .addOption(
      new Option('--writes-a-minute <number>', 'votes, posts and edits that one person can send a minute')
        .default(60)
        .argParser(whole(1, 1_000_000)),
    )
    .addOption(
      new Option('--log <level>', 'what is written to standard error, as JSON lines')
        .choices(['silent', 'error', 'warn', 'info', 'debug'])
        .default('warn')
        .env('RALLYKIT_LOG'),
    )
    .option(
      '--conformance',
      'lets the contract’s suite make communities of its own here; not for the open network',
    )
    .addHelpText(
      'after',
      examples(
        'serve --board product="Product ideas" --origin https://www.example.com',
        'serve --board help:support="Questions and answers"',
        'serve --data ./community --seed community.json --site ./public --port 8080',
        'serve --database postgres://rallykit@db.example.com/community',
      ),
    )
    .action(async (options: ServeOptions) => (await import('./commands/serve.js')).serve(options));

const seed = () =>
  new Command('seed')
    .description('Fills an empty community from a file. One that is not empty stays as it is.')
    .argument('<file>', 'JSON file with boards, members, ideas, questions and polls; see the README')
    .addOption(dataOption())
    .addOption(databaseOption())
    .addHelpText('after', examples('seed community.json --data ./community'))
    .action(async (file: string, { data, database }: { data: string; database?: string }) =>
      (await import('./commands/seed.js')).seed(file, data, database),
    );

/** `import`, which JavaScript keeps for itself. */
const take = () =>
  new Command('import')
    .description('Takes over what a community wrote elsewhere. Running it again adds only what is new.')
    .addCommand(
      importOf('uservoice', 'Takes over UserVoice suggestions (JSON or CSV) as ideas.')
        .addHelpText(
          'after',
          examples(
            'import uservoice suggestions.json --board product',
            'import uservoice ideas.csv --board product --title "Product ideas" --json > report.json',
          ),
        )
        .action(async (file: string, options: ImportOptions) =>
          (await import('./commands/import.js')).importUserVoice(file, options),
        ),
    )
    .addCommand(
      importOf(
        'stackexchange',
        'Takes over Posts.xml of a Stack Exchange data dump as questions and answers.',
      )
        .addHelpText('after', examples('import stackexchange Posts.xml --board help'))
        .action(async (file: string, options: ImportOptions) =>
          (await import('./commands/import.js')).importStackExchange(file, options),
        ),
    )
    .addCommand(
      new Command('rallykit')
        .description('Makes an empty folder or database the community that `rallykit export` wrote, exactly.')
        .argument('<file>', 'the file that was exported')
        .addOption(dataOption())
        .addOption(databaseOption())
        .option('--json', 'prints the report as JSON')
        .addHelpText(
          'after',
          examples(
            'import rallykit community.ndjson --database postgres://rallykit@db.example.com/community',
          ),
        )
        .action(async (file: string, options: WholeOptions) =>
          (await import('./commands/import.js')).importRallyKit(file, options),
        ),
    );

/** `export`, which JavaScript keeps for itself too. */
const give = () =>
  new Command('export')
    .description('Writes a whole community to a file: everything, with who voted for what.')
    .argument('<file>', 'file to write, a line of JSON for each thing; - for standard output')
    .addOption(dataOption())
    .addOption(databaseOption())
    .addHelpText(
      'after',
      examples('export community.ndjson', 'export - --data ./community | gzip > community.ndjson.gz'),
    )
    .action(async (file: string, { data, database }: WholeOptions) =>
      (await import('./commands/export.js')).exportWhole(file, data, database),
    );

const importOf = (name: string, what: string) =>
  new Command(name)
    .description(what)
    .argument('<file>', 'the file to take over')
    .requiredOption('-b, --board <id>', 'board that the posts go to; made when it is not there', boardId)
    .option('--title <text>', 'title of a new board')
    .addOption(dataOption())
    .addOption(databaseOption())
    .option('--json', 'prints the report as JSON');

const token = () =>
  new Command('token')
    .description('Prints a token that says who somebody is, for trying a community out.')
    .requiredOption('--id <id>', 'the person’s id at your site')
    .requiredOption('--name <text>', 'the name that others see')
    .addOption(
      new Option('--role <role>', 'what they may do').choices(['member', 'team', 'leader']).default('member'),
    )
    .option('--title <text>', 'shown beside the name, such as "Product lead"')
    .addOption(
      new Option('--audience <audience>', 'who they are to you').choices([
        'customers',
        'partners',
        'employees',
        'prospects',
      ]),
    )
    .option('--expires <span>', 'how long it is good for, such as 15m, 1h or 7d', '1h')
    .addOption(dataOption())
    .addOption(secretOption())
    .addHelpText(
      'after',
      examples(
        'token --id ines --name "Ines Moreau"',
        'token --id priya --name "Priya Kapoor" --role leader --title "Product lead" --expires 7d',
      ) + '\n\nIn real life your own server signs it: see signHostToken in @rallykit/server.',
    )
    .action(async (options: TokenOptions) => (await import('./commands/token.js')).token(options));

const conformance = () =>
  new Command('conformance')
    .description('Holds a server to the contract of RallyKit’s backends, and says what does not hold.')
    .argument('<address>', 'address of the server, such as http://localhost:4173')
    .addOption(dataOption())
    .addOption(secretOption())
    .addOption(
      new Option('--guest-secret <text>', 'signs guests’ tokens; that of the data folder unless set').env(
        'RALLYKIT_GUEST_SECRET',
      ),
    )
    .addOption(
      new Option(
        '--operator-token <text>',
        'lets the suite fill its communities; made from the guests’ secret unless set',
      ).env('RALLYKIT_OPERATOR_TOKEN'),
    )
    .option(
      '--only <number>',
      'runs the tests of this invariant only; can be repeated',
      several(whole(1, 57)),
    )
    .addOption(
      new Option('--patience <ms>', 'how long to wait for a change that ought to come at once').argParser(
        whole(1, 600_000),
      ),
    )
    .addHelpText(
      'after',
      examples('serve --conformance --data ./trial', 'conformance http://localhost:4173 --data ./trial') +
        '\n\nThe communities that the suite makes have names that begin with “conformance-”; they stay in the store.',
    )
    .action(async (address: string, options: ConformanceOptions) =>
      (await import('./commands/conformance.js')).conformance(address, options),
    );
