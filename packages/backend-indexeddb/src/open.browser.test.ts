import { expect } from '@open-wc/testing';
import { Connection, databaseName } from './open.js';
import {
  afterwards,
  ana,
  applied,
  cleanUp,
  freshName,
  idea,
  ideasIn,
  open,
  openTab,
  refusal,
} from './stage.test.world.js';
import { migrations, type Step } from './tables.js';

const newer: readonly Step[] = [...migrations, (db) => void db.createObjectStore('extra' as 'meta')];

/** Opens a database as another program does. */
async function openPlain(name: string, version: number): Promise<IDBDatabase> {
  const request = indexedDB.open(databaseName(name), version);
  const db = await new Promise<IDBDatabase>((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error!);
  });
  afterwards(() => db.close());
  return db;
}

/** The browser's `open` fails with an error of this name, as it does in private windows. */
function deny(error: string): void {
  const { open } = IDBFactory.prototype;
  IDBFactory.prototype.open = () => {
    throw new DOMException('No.', error);
  };
  afterwards(() => (IDBFactory.prototype.open = open));
}

describe('opening', () => {
  afterEach(cleanUp);

  it('says what to do where the browser lets a page keep nothing', async () => {
    const { report } = await openTab('store=denied', 'allow-scripts');
    expect(report).to.match(/^not-configured: .*private window.*memory:/);
  });

  for (const error of ['SecurityError', 'InvalidStateError']) {
    it(`says so too where a browser denies it with ${error}, and works once it is allowed`, async () => {
      const host = open(freshName());
      deny(error);
      expect(await refusal(host.ready())).to.match(/^not-configured: .*private window/);
      expect(await refusal(host.as(ana).list({ kind: 'idea' }))).to.match(/^not-configured/);
      const [receipt] = await host
        .as(ana)
        .apply([idea('lamp')])
        .catch(() => []);
      expect(receipt?.error?.code ?? 'not-configured').to.equal('not-configured');
    });
  }

  it('tells a browser in trouble from one that denies', async () => {
    const host = open(freshName());
    deny('UnknownError');
    expect(await refusal(host.ready())).to.match(/^unavailable: .*Try again/);
  });

  it('needs a name', async () => {
    expect(await refusal(open('').ready())).to.match(/^not-configured: .*name/);
  });

  it('refuses a database of another program, and leaves it as it is', async () => {
    const name = freshName();
    (await openPlain(name, 1)).close();
    expect(await refusal(open(name).ready())).to.match(/^not-configured: .*another program.*another name/);
    expect([...(await openPlain(name, 1)).objectStoreNames]).to.deep.equal([]);
  });

  it('gives way to an update by another tab: says to reload, with all data safe', async () => {
    const name = freshName();
    const host = open(name);
    await applied(host.as(ana).apply([idea('lamp')]));
    const events = host.as(null).watch!({}, undefined)[Symbol.asyncIterator]();
    await events.next();
    const watching = refusal(events.next());

    const update = new Connection(name, () => {}, newer);
    afterwards(() => update.close());
    const kept = await update.read((tx) => tx.objectStore('entity').get(['default', 'idea', 'lamp']));

    expect(kept?.value).to.include({ title: 'Idea lamp' });
    expect(await watching).to.match(/^not-configured: .*newer RallyKit.*Reload/);
    expect(await refusal(host.as(ana).list({ kind: 'idea' }))).to.match(/^not-configured/);
    const [receipt] = await host
      .as(ana)
      .apply([idea('shade')])
      .catch((error: unknown) => [{ error }]);
    expect(receipt?.error).to.include({ code: 'not-configured' });
  });

  it('brings a database of an older version up to date: all that is in it has its place in newer orders', async () => {
    const name = freshName();
    const older = new Connection(name, () => {}, migrations.slice(0, 1));
    const since = { revision: 1, createdAt: 5, updatedAt: 5 };
    for (const [id, statusAt] of [
      ['lamp', 9],
      ['shade', 7],
    ] as const) {
      const about = {
        board: 'ideas',
        author: 'ana',
        title: id,
        body: '',
        tags: [],
        status: 'open',
        statusAt,
      };
      const counts = {
        textRevision: 1,
        comments: 0,
        tally: { score: 0, up: 0, down: 0, imported: 0 },
        trend: 0,
      };
      const value = { kind: 'idea', id, ...since, ...about, ...counts } as const;
      const row = {
        community: 'default',
        kind: 'idea',
        id,
        value,
        people: [],
        created: 5,
        score: 0,
        trend: 0,
      } as const;
      await older.write((tx) => tx.objectStore('entity').put(row));
    }
    older.close();
    const { items } = await open(name).as(null).list({ kind: 'idea', sort: 'active' });
    expect(items.map(({ id }) => id)).to.deep.equal(['lamp', 'shade']);
  });

  it('finishes what was begun before it gives way', async () => {
    const name = freshName();
    const host = open(name);
    await host.ready();
    const writing = host.as(ana).apply([idea('lamp')]);
    const update = new Connection(name, () => {}, newer);
    afterwards(() => update.close());
    const [receipt] = await writing.catch((error: unknown) => [{ error }]);
    const kept = await update.read((tx) => tx.objectStore('entity').get(['default', 'idea', 'lamp']));
    expect(Boolean(kept), 'it is there if, and only if, that was said').to.equal(!receipt?.error);
  });

  it('says which tabs hold up an update, and goes on once they are closed', async () => {
    const name = freshName();
    const host = open(name);
    await applied(host.as(ana).apply([idea('lamp')]));
    await host.close();
    // A tab of old, that does not listen.
    const old = await openPlain(name, migrations.length);
    const update = new Connection(name, () => {}, newer);
    afterwards(() => update.close());
    const look = () => update.read((tx) => tx.objectStore('entity').get(['default', 'idea', 'lamp']));

    expect(await refusal(look())).to.match(/^unavailable: .*other tabs/);
    expect(await refusal(look()), 'at once, again').to.match(/^unavailable/);
    old.close();
    // The browser opens in turn: this one comes after the update.
    await openPlain(name, newer.length);
    expect((await look())?.value).to.include({ title: 'Idea lamp' });
  });

  it('is closed by close', async () => {
    const host = open(freshName());
    const reader = host.as(null);
    await ideasIn(reader);
    await Promise.all([host.close(), host.close()]);
    expect(await refusal(reader.viewer())).to.match(/^closed/);
    expect(await refusal(host.ready())).to.match(/^closed/);
  });
});
