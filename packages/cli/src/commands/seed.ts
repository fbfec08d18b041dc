import type { BackendHost } from '@rallykit/core';
import { Command } from 'commander';
import { openData } from '../data.js';
import { dataOption } from '../options.js';
import { progress } from '../progress.js';
import { countsText } from '../report.js';
import { seedOnce, type SeedOptions } from '../seed.js';

const examples = `
Example:
  rallykit seed community.json --data ./community

The format is described in the README of this package.`;

/** `rallykit seed`. */
export const seedCommand = (): Command =>
  new Command('seed')
    .description('Fills an empty community from a file. One that is not empty stays as it is.')
    .argument('<file>', 'JSON file with boards, members, ideas, questions and polls')
    .addOption(dataOption())
    .addHelpText('after', examples)
    .action(async (file: string, { data }: { data: string }) => {
      const { folder, host } = await openData(data);
      try {
        await seedShown(host, { folder, file });
      } finally {
        await host.close();
      }
    });

/** Seeds and says so. */
export async function seedShown(host: BackendHost, options: SeedOptions): Promise<void> {
  const shown = progress('Seeding');
  const report = await seedOnce(host, { ...options, onWritten: shown.at });
  if (!report) return console.error(`There is a community in ${options.folder} already; it stays as it is.`);
  shown.end();
  console.error(`Seeded ${countsText(report.taken)}.`);
}
