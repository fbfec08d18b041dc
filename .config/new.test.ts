import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newBackend } from './new-backend.mjs';
import { root } from './tools.mjs';

const { folder, files } = newBackend('try-out');
let place: string;

beforeAll(() => {
  // Where the packages that it imports are found, and nobody's tools look.
  place = mkdtempSync(join(root, 'test/node_modules/.new-backend-'));
  for (const [file, text] of Object.entries(files) as [string, string][]) {
    mkdirSync(dirname(join(place, file)), { recursive: true });
    // Under Node's own runner, which takes a file without any set-up.
    writeFileSync(join(place, file), text.replace(`from 'vitest'`, `from 'node:test'`));
  }
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

describe('a new backend', () => {
  it('is formatted', async () => {
    for (const [file, text] of Object.entries(files) as [string, string][]) {
      const filepath = join(root, folder, file);
      expect(await format(text, { ...(await resolveConfig(filepath)), filepath }), file).toBe(text);
    }
  });

  it('is red for one reason only, which says what to write first', () => {
    const flags = ['--conditions=rallykit-source', '--import=tsx', '--test-reporter=tap'];
    const { stdout } = spawnSync(process.execPath, [...flags, 'src/try-out.test.ts'], {
      cwd: place,
      encoding: 'utf8',
    });
    const failed = [...stdout.matchAll(/^ +not ok \d+ - (.+)$/gm)].map(([, name]) => name);
    expect(failed).toEqual(['1 there is something to list']);
    expect(stdout).toContain('Begin here: write a list');
    expect(stdout).toMatch(/# pass [1-9]\d/);
  });
});
