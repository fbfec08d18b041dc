import { Command } from 'commander';
import { operator } from '../community.js';
import { openData } from '../data.js';
import { stackexchange } from '../formats/stackexchange.js';
import { uservoice } from '../formats/uservoice.js';
import { importFile, type Importer, type Survey } from '../importer.js';
import { boardId, dataOption } from '../options.js';
import { progress } from '../progress.js';
import { Report } from '../report.js';

interface Options {
  readonly board: string;
  readonly title?: string;
  readonly data: string;
  readonly json?: true;
}

/** `rallykit import`. */
export const importCommands = (): Command =>
  new Command('import')
    .description('Takes over what a community wrote elsewhere. Running it again adds only what is new.')
    .addCommand(
      importCommand(uservoice, 'uservoice', 'Takes over UserVoice suggestions (JSON or CSV) as ideas.', [
        'rallykit import uservoice suggestions.json --board product',
        'rallykit import uservoice ideas.csv --board product --title "Product ideas" --json > report.json',
      ]),
    )
    .addCommand(
      importCommand(
        stackexchange,
        'stackexchange',
        'Takes over Posts.xml of a Stack Exchange data dump as questions and answers.',
        ['rallykit import stackexchange Posts.xml --board help'],
      ),
    );

const importCommand = <S extends Survey>(
  importer: Importer<S>,
  name: string,
  what: string,
  examples: readonly string[],
) =>
  new Command(name)
    .description(what)
    .argument('<file>', 'the file to take over')
    .requiredOption('-b, --board <id>', 'board that the posts go to; made when it is not there', boardId)
    .option('--title <text>', 'title of a new board')
    .addOption(dataOption())
    .option('--json', 'prints the report as JSON')
    .addHelpText('after', `\nExamples:\n${examples.map((line) => `  ${line}`).join('\n')}`)
    .action((file: string, options: Options) => run(importer, file, options));

async function run<S extends Survey>(importer: Importer<S>, file: string, options: Options): Promise<void> {
  const { host } = await openData(options.data);
  const report = new Report();
  const reading = progress(`Reading ${file}`);
  const writing = progress('Importing');
  try {
    await importFile(importer, operator(host), report, {
      file,
      board: options.board,
      title: options.title,
      onSurvey: reading.at,
      onRow(rows, of) {
        if (rows === 1) reading.end();
        writing.at(rows, of);
      },
    });
    writing.end();
  } finally {
    await host.close();
  }
  console.log(options.json ? JSON.stringify(report, null, 2) : String(report));
}
