import { expect } from '@open-wc/testing';
import {
  afterwards,
  ana,
  applied,
  cleanUp,
  counted,
  freshName,
  idea,
  ideasIn,
  open,
} from './stage.test.world.js';

/** The browser refuses to store what `tooMuch` says; as it does when the disk, or the site's share of it, is full. */
function fill(tooMuch: (table: string, value: unknown) => boolean): () => void {
  const { put } = IDBObjectStore.prototype;
  const undo = () => (IDBObjectStore.prototype.put = put);
  IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...args) {
    if (tooMuch(this.name, args[0])) throw new DOMException('No room.', 'QuotaExceededError');
    return put.apply(this, args);
  };
  afterwards(undo);
  return undo;
}

/** Databases opened from now on share so many bytes. Whether this browser can do that. */
async function confine(quota: number): Promise<boolean> {
  const { storageBuckets } = navigator as { storageBuckets?: StorageBuckets };
  if (!storageBuckets) return false;
  const name = `room-${crypto.randomUUID()}`;
  const bucket = await storageBuckets.open(name, { quota });
  afterwards(() => storageBuckets.delete(name));
  const { open } = IDBFactory.prototype;
  IDBFactory.prototype.open = (...args) => open.apply(bucket.indexedDB, args);
  afterwards(() => (IDBFactory.prototype.open = open));
  return true;
}

/** Of the Storage Buckets API, which TypeScript has no types for yet. */
interface StorageBuckets {
  open(name: string, options: { quota: number }): Promise<{ readonly indexedDB: IDBFactory }>;
  delete(name: string): Promise<void>;
}

describe('a full browser', () => {
  afterEach(cleanUp);

  for (const table of ['entity', 'log', 'head', 'receipt']) {
    it(`leaves nothing half-written when ${table} does not fit, and takes it once there is room`, async () => {
      const backend = open(freshName()).as(ana);
      await applied(backend.apply([idea('lamp')]));
      const before = await backend.list({ kind: 'idea' });
      const empty = fill((name) => name === table);

      const [receipt] = await backend.apply([idea('shade')]);

      expect(receipt?.error).to.include({ code: 'too-large', retry: 'never' });
      expect(receipt?.error?.message).to.match(/no room.*free/);
      expect(
        await backend.list({ kind: 'idea' }),
        'the same, at the same place in the history',
      ).to.deep.equal(before);
      expect(await counted(backend)).to.equal(1);

      empty();
      expect((await applied(backend.apply([idea('shade')]))).replayed).to.equal(false);
      expect(await counted(backend)).to.equal(2);
    });
  }

  it('in earnest: refuses what does not fit, and keeps what was acknowledged', async function () {
    if (!(await confine(400_000))) this.skip();
    const backend = open(freshName()).as(ana);
    const kept: string[] = [];
    let error: unknown;
    for (let at = 0; at < 100 && !error; at++) {
      const id = `i${String(at).padStart(2, '0')}`;
      const [receipt] = await backend.apply([idea(id, 'much '.repeat(3_900))]);
      error = receipt?.error;
      if (!error) kept.push(id);
    }
    expect(error).to.include({ code: 'too-large' });
    expect(kept).to.have.length.above(2);
    expect(await ideasIn(backend)).to.deep.equal(kept);
    expect(await counted(backend)).to.equal(kept.length);
  });

  it('takes what fits of a batch', async () => {
    const backend = open(freshName()).as(ana);
    fill((table, value) => table === 'entity' && JSON.stringify(value).includes('much too long'));
    const receipts = await backend.apply([idea('one'), idea('two', 'much too long'), idea('three')]);
    expect(receipts.map(({ error }) => error?.code)).to.deep.equal([undefined, 'too-large', undefined]);
    expect(await ideasIn(backend)).to.deep.equal(['one', 'three']);
    expect(await counted(backend)).to.equal(2);
  });

  it('seeds all or nothing', async () => {
    const host = open(freshName());
    const empty = fill((table, value) => table === 'entity' && (value as { kind: string }).kind === 'board');
    const error: unknown = await host.ready().catch((thrown: unknown) => thrown);
    expect(error).to.include({ code: 'too-large' });
    empty();
    await host.ready();
    expect((await host.as(null).list({ kind: 'board' })).items).to.have.length(1);
  });
});
