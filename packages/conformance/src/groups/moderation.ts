import { command, type Audit } from '@rallykit/core';
import { equal, ok } from '../assert.js';
import { furnished } from '../recipes.js';
import { makeMember } from '../seed.js';
import { act, freshId, listAll, newIdea, refused, send, type Stage } from '../stage.js';
import { test, type Group } from '../suite.js';
import { watch } from '../watcher.js';

// Without the entry that was brought along.
const seed = [...furnished('ana').filter(({ kind }) => kind !== 'audit'), makeMember('zoe', 'Zoe')];
const lamp = { kind: 'idea', id: 'lamp' } as const;

const auditOf = async (stage: Stage): Promise<readonly Audit[]> =>
  listAll(await stage.as('tess'), { kind: 'audit', sort: 'old' });

const told = (entries: readonly Audit[]): string[] =>
  entries.map(({ author, action, subject }) => `${author} ${action} ${subject.kind}/${subject.id}`).sort();

export const moderation: Group = {
  name: 'What the team does, and its audit',
  tests: [
    test(
      '43 each act of moderation has just one entry: who did what to which, and when',
      {
        commands: ['post.approve', 'post.lock', 'post.remove', 'member.suspend', 'comment.create'],
        kinds: ['audit'],
        idempotency: true,
        seed,
      },
      async (stage) => {
        const [tess, lea, ana] = [await stage.as('tess'), await stage.as('lea'), await stage.as('ana')];
        const lock = command(freshId(), 'post.lock', { ref: lamp, locked: true });
        for (const receipt of await tess.apply([lock, lock]))
          ok(!receipt.error, 'the idea ought to be locked');
        await act(lea, 'post.lock', { ref: lamp, locked: true });
        await act(lea, 'post.lock', { ref: lamp, locked: false });
        await refused(ana, 'forbidden', 'post.lock', { ref: lamp, locked: true });
        const draft = { kind: 'idea', id: 'draft' } as const;
        await act(tess, 'post.approve', { ref: draft });
        await act(tess, 'post.approve', { ref: draft });
        await act(ana, 'comment.create', { id: 'own', subject: lamp, body: 'Never mind.' });
        await act(ana, 'post.remove', { ref: { kind: 'comment', id: 'own' } });
        await act(tess, 'post.remove', { ref: { kind: 'comment', id: 'hm' } });
        await send(tess, 'post.remove', { ref: { kind: 'comment', id: 'hm' } });
        await act(lea, 'member.suspend', { member: 'zoe', suspended: true });
        await act(lea, 'member.suspend', { member: 'zoe', suspended: true });
        await act(tess, 'member.suspend', { member: 'zoe', suspended: false });
        const entries = await auditOf(stage);
        equal(
          told(entries),
          [
            'tess lock idea/lamp',
            'lea unlock idea/lamp',
            'tess approve idea/draft',
            'tess remove comment/hm',
            'lea suspend member/zoe',
            'tess restore member/zoe',
          ].sort(),
          'the audit',
        );
        const times = entries.map(({ createdAt }) => createdAt);
        equal(
          times,
          times.toSorted((a, b) => a - b),
          'times of the entries, oldest first',
        );
      },
    ),

    test(
      '43 39 the audit is the team’s',
      { commands: ['post.lock', 'idea.create'], kinds: ['audit'], live: true, seed },
      async (stage) => {
        const team = await watch(stage, await stage.as('lea'));
        const others = await Promise.all(
          (['anonymous', 'guest', 'ana'] as const).map(async (persona) =>
            watch(stage, await stage.as(persona)),
          ),
        );
        await act(await stage.as('tess'), 'post.lock', { ref: lamp, locked: true });
        await act(await stage.as('ben'), 'idea.create', newIdea('fence'));
        for (const watcher of [team, ...others]) await watcher.has('idea', 'fence');
        const [entry] = await auditOf(stage);
        ok(entry, 'there ought to be an entry');
        await team.has('audit', entry.id);
        for (const watcher of others)
          ok(!JSON.stringify(watcher.events).includes('"audit"'), 'the audit ought not to be told to others');
        for (const persona of ['anonymous', 'guest', 'ana'] as const) {
          const backend = await stage.as(persona);
          equal(await listAll(backend, { kind: 'audit' }), [], `the audit for ${persona}`);
          equal(await backend.get([{ kind: 'audit', id: entry.id }]), [null], `an entry for ${persona}`);
          if (stage.supports.totals === 'exact') {
            const { total } = await backend.list({ kind: 'audit', total: true });
            equal(total?.n, 0, `entries counted for ${persona}`);
          }
        }
        await Promise.all([team, ...others].map((watcher) => watcher.stop()));
      },
    ),

    test(
      '43 no command changes or removes an entry',
      { commands: ['post.lock', 'post.remove', 'entity.import'], kinds: ['audit'], seed },
      async (stage) => {
        const lea = await stage.as('lea');
        await act(lea, 'post.lock', { ref: lamp, locked: true });
        const before = await auditOf(stage);
        ok(before.length === 1, 'there ought to be one entry');
        const [entry] = before;
        const forged = { ...entry!, author: 'ben', action: 'unlock', revision: 99 } as const;
        await send(await stage.as('operator'), 'entity.import', { entity: forged });
        await refused(lea, 'invalid', 'post.remove', { ref: { kind: 'audit', id: entry!.id } as never });
        await act(lea, 'post.remove', { ref: lamp });
        equal(
          (await auditOf(stage)).filter(({ id }) => id === entry!.id),
          before,
          'the entry, after an import of another under its id and the removal of its subject',
        );
      },
    ),
  ],
};
