import type { BackendHost } from '@rallykit/core';
import { openData } from '../data.js';
import { progress } from '../progress.js';
import { countsText } from '../report.js';
import { seedOnce, type SeedOptions } from '../seed.js';

/** `rallykit seed`. */
export async function seed(file: string, data: string, database?: string): Promise<void> {
  const { folder, host } = await openData(data, database);
  try {
    await seedShown(host, { folder, file });
  } finally {
    await host.close();
  }
}

/** Seeds and says so. */
export async function seedShown(host: BackendHost, options: SeedOptions): Promise<void> {
  const shown = progress('Seeding');
  const report = await seedOnce(host, { ...options, onWritten: shown.at });
  if (!report) return console.error('There is a community already; it stays as it is.');
  shown.end();
  console.error(`Seeded ${countsText(report.taken)}.`);
}
