import { operator } from '../community.js';
import { openData } from '../data.js';
import { stackexchange } from '../formats/stackexchange.js';
import { uservoice } from '../formats/uservoice.js';
import { importFile, type Importer, type Survey } from '../importer.js';
import type { ImportOptions, WholeOptions } from '../options.js';
import { progress } from '../progress.js';
import { Report } from '../report.js';
import { importWhole } from '../whole.js';

/** `rallykit import uservoice`. */
export const importUserVoice = (file: string, options: ImportOptions) => run(uservoice, file, options);

/** `rallykit import stackexchange`. */
export const importStackExchange = (file: string, options: ImportOptions) =>
  run(stackexchange, file, options);

/** `rallykit import rallykit`. */
export async function importRallyKit(file: string, { data, database, json }: WholeOptions): Promise<void> {
  const { host } = await openData(data, database);
  const report = new Report();
  const reading = progress(`Reading ${file}`);
  const writing = progress('Importing');
  try {
    await importWhole(operator(host), report, {
      file,
      onSurvey: reading.at,
      onLine(lines, of) {
        if (lines === 1) reading.end();
        writing.at(lines, of);
      },
    });
    writing.end();
  } finally {
    await host.close();
  }
  console.log(json ? JSON.stringify(report, null, 2) : String(report));
}

async function run<S extends Survey>(
  importer: Importer<S>,
  file: string,
  options: ImportOptions,
): Promise<void> {
  const { host } = await openData(options.data, options.database);
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
