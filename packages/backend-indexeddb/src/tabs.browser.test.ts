import { expect } from '@open-wc/testing';
import { deleteStore } from './index.js';
import {
  ana,
  applied,
  ben,
  cleanUp,
  counted,
  entities,
  freshName,
  heard,
  idea,
  ideasIn,
  open,
  openTab,
} from './stage.test.world.js';

describe('tabs of one site', () => {
  afterEach(cleanUp);

  it('find after a reload what was kept, and go on from where they were', async () => {
    const name = freshName();
    const { tab } = await openTab(`store=${name}`);
    const { at } = await applied(tab.host.as(ana).apply([idea('lamp')]));
    await applied(tab.host.as(ana).apply([idea('shade')]));

    await tab.reload();

    const again = tab.host.as(ana);
    expect(await ideasIn(again)).to.deep.equal(['lamp', 'shade']);
    expect((await applied(again.apply([idea('lamp')]))).replayed).to.equal(true);
    expect(await heard(again.watch!({}, at), (ids) => ids.length > 0)).to.deep.equal(['shade']);
    expect(await counted(again), 'taken from the seed once').to.equal(2);
  });

  it('write at the same time without losing anything', async () => {
    const name = freshName();
    const tabs = await Promise.all([openTab(`store=${name}`), openTab(`store=${name}`)]);
    const [first, second] = tabs.map(({ tab }) => tab.host);
    const stories = [first!, second!].map((host) =>
      heard(host.as(null).watch!({}, undefined), (ids) => ids.includes('last')),
    );
    const ids = Array.from({ length: 40 }, (_, at) => `i${String(at).padStart(2, '0')}`);

    const receipts = await Promise.all(
      ids.map((id, at) => applied((at % 2 ? first : second)!.as(at % 3 ? ana : ben).apply([idea(id)]))),
    );
    await applied(first!.as(ana).apply([idea('last')]));

    expect(await ideasIn(second!.as(null))).to.deep.equal([...ids, 'last']);
    expect(await counted(first!.as(null))).to.equal(41);
    const places = receipts.map(({ at }) => at);
    expect(new Set(places).size, 'each act has its own place in the history').to.equal(40);
    const [one, other] = await Promise.all(stories);
    expect(one, 'both are told one story').to.deep.equal(other);
  });

  it('carry out a command once, when both send it', async () => {
    const name = freshName();
    const tabs = await Promise.all([openTab(`store=${name}`), openTab(`store=${name}`)]);
    const receipts = await Promise.all(
      tabs.map(({ tab }) => applied(tab.host.as(ana).apply([idea('lamp')]))),
    );
    expect(receipts.map(({ replayed }) => replayed).sort()).to.deep.equal([false, true]);
    expect(await counted(tabs[0]!.tab.host.as(ana))).to.equal(1);
  });

  it('start with one seed, when both bring it', async () => {
    const name = freshName();
    const tabs = await Promise.all([openTab(`store=${name}`), openTab(`store=${name}`)]);
    const [first] = tabs.map(({ tab }) => tab.host.as(null));
    const { asOf } = await first!.list({ kind: 'board' });
    expect(asOf).to.match(new RegExp(`\\.${entities.length}$`));
  });

  it('hear of each other even when no hint arrives', async () => {
    const name = freshName();
    const { tab } = await openTab(`store=${name}&deaf`);
    const story = heard(tab.host.as(null).watch!({}, undefined), (ids) => ids.length > 0);
    await tab.host.as(ana).viewer();
    await applied(
      open(name)
        .as(ana)
        .apply([idea('lamp')]),
    );
    expect(await story).to.deep.equal(['lamp']);
  });

  it('begin anew when one deletes the store', async () => {
    const name = freshName();
    const { tab } = await openTab(`store=${name}`);
    const reader = tab.host.as(null);
    await applied(tab.host.as(ana).apply([idea('lamp')]));
    const events = reader.watch!({}, undefined)[Symbol.asyncIterator]();
    expect((await events.next()).value).to.include({ type: 'caught-up' });
    const end = events.next();

    await deleteStore(name);

    expect((await end).value).to.deep.equal({ type: 'reset', reason: 'epoch' });
    expect(await ideasIn(reader)).to.deep.equal([]);
    expect(
      (await reader.list({ kind: 'board' })).items.map(({ id }) => id),
      'the seed',
    ).to.deep.equal(['ideas']);
  });
});
