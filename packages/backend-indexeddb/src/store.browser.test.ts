import { expect } from '@open-wc/testing';
import { presets, type Cursor, type Entity } from '@rallykit/core';
import { indexedDbBackend } from './index.js';
import {
  afterwards,
  ana,
  applied,
  cleanUp,
  counted,
  entities,
  freshName,
  idea,
  ideasIn,
  open,
  refusal,
} from './stage.test.world.js';

const day = 86_400_000;
const [start, planned] = presets['product-design'].pipeline;

/** Ideas made one after the other, every 150th in a status of its own. */
const many = Array.from({ length: 450 }, (_, at): Entity => {
  const time = { revision: 1, createdAt: at + 1, updatedAt: at + 1 };
  const post = { board: 'ideas', author: 'mia', title: `Idea ${at}`, body: '', tags: [], textRevision: 1 };
  const status = (at % 150 === 149 ? planned : start)!.id;
  const counts = { comments: 0, tally: { score: 0, up: 0, down: 0, imported: 0 }, trend: 0 };
  return { ...time, ...post, ...counts, kind: 'idea', id: `i${at}`, status, statusAt: at + 1 };
});

describe('a store in the browser', () => {
  afterEach(cleanUp);

  it('is made by one call', async () => {
    const backend = indexedDbBackend({ name: freshName(), identity: ana, seed: entities });
    afterwards(() => backend.close());
    await applied(backend.apply([idea('lamp')]));
    expect(await ideasIn(backend)).to.deep.equal(['lamp']);
  });

  it('takes its seed once, in any order, and keeps what was done since', async () => {
    const name = freshName();
    const first = open(name, { seed: { default: [...entities].reverse() } });
    await applied(first.as(ana).apply([idea('lamp')]));
    await first.close();
    // A seed that has grown meanwhile adds nothing.
    const again = open(name, { seed: { default: [...entities, ...many.slice(0, 2)] } }).as(ana);
    expect(await counted(again)).to.equal(1);
    expect(await ideasIn(again)).to.deep.equal(['lamp']);
  });

  it('names what is wrong with a seed', async () => {
    const [community] = entities;
    const host = open(freshName(), { seed: { default: [{ ...community, name: '' } as Entity] } });
    expect(await refusal(host.ready())).to.match(/^invalid: .*/);
    expect(await refusal(host.as(ana).list({ kind: 'idea' }))).to.match(/^invalid/);
  });

  it('finds few among many, page by page', async () => {
    const host = open(freshName(), { seed: { default: [...entities, ...many] } });
    const reader = host.as(null);
    const query = { kind: 'idea', status: [planned!.id], sort: 'old', first: 2 } as const;
    const pages: string[][] = [];
    let after: Cursor | undefined;
    do {
      const page = await reader.list(after ? { ...query, after } : query);
      pages.push(page.items.map(({ id }) => id));
      after = page.next;
    } while (after);
    expect(pages).to.deep.equal([['i149', 'i299'], ['i449']]);
    expect(await ideasIn(reader)).to.have.length(100);
  });

  it('forgets the outcome of a command when it said it would', async () => {
    let now = Date.now();
    const backend = open(freshName(), { now: () => now, receiptsMs: 2 * day }).as(ana);
    await applied(backend.apply([idea('lamp')]));
    now += day;
    expect((await applied(backend.apply([idea('lamp')]))).replayed, 'after a day').to.equal(true);
    now += 2 * day;
    await applied(backend.apply([idea('shade')]));
    const [receipt] = await backend.apply([idea('lamp')]);
    expect(receipt?.error?.code, 'it is a new act, and the idea is there').to.equal('conflict');
  });
});
