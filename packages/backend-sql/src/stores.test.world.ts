import { afterAll, onTestFinished } from 'vitest';
import { testDatabase } from '../../../test/database.js';
import { tempFile, type Place } from './sqlite.test.world.js';

export const database = await testDatabase();
afterAll(() => database.stop());

/** A schema of PostgreSQL that goes away with the test. */
function tempSchema() {
  const schema = database.schema();
  onTestFinished(() => database.drop(schema));
  return { database: database.database, schema };
}

/** Every kind of place that a store can be kept in. */
export const stores: readonly { readonly name: string; place(): Place }[] = [
  { name: 'SQLite', place: tempFile },
  { name: database.name, place: tempSchema },
];
