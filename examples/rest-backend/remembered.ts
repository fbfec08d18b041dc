// For a service without idempotency keys: what became of each act, in a small table of the backend's own.
import { isDeepStrictEqual } from 'node:util';
import {
  isTombstone,
  RallyError,
  toRallyError,
  type BackendSpec,
  type Call,
  type Change,
  type Command,
  type CommandHandler,
  type Entity,
  type Ref,
  type ResumeToken,
  type Tombstone,
} from '@rallykit/core';
import { checked, type CheckedSpec } from '@rallykit/core/checked';
import { parseCommand } from '@rallykit/core/schema';
import Database from 'libsql';

const retentionMs = 30 * 86_400_000;

/** The acts that were begun, in a file that outlives this program. One program may use it at a time. */
export function openActs(path: string) {
  const db = new Database(path);
  // `outcome` is null until it is known what became of it.
  db.exec('create table if not exists act (key text primary key, said text, outcome text, time integer)');
  db.prepare('delete from act where time < ?').run(Date.now() - retentionMs);
  const find = db.prepare('select said, outcome from act where key = ?');
  const begin = db.prepare('insert or ignore into act values (?, ?, null, ?)');
  const finish = db.prepare('update act set outcome = ? where key = ?');
  const forget = db.prepare('delete from act where key = ?');
  const turns = new Map<string, Promise<unknown>>();
  return {
    find: (key: string) => find.get(key) as { said: string; outcome: string | null } | undefined,
    begin: (key: string, said: string) => void begin.run(key, said, Date.now()),
    finish: (key: string, outcome: Outcome) => void finish.run(JSON.stringify(outcome), key),
    forget: (key: string) => void forget.run(key),
    /** What is sent twice at once is done one after the other. */
    async inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
      const turn = (turns.get(key) ?? Promise.resolve()).then(work, work);
      turns.set(key, turn);
      try {
        return await turn;
      } finally {
        if (turns.get(key) === turn) turns.delete(key);
      }
    },
    close: () => void db.close(),
  };
}

/** What an act changed, not as it then was: whoever asks again is told how it is now. */
interface Outcome {
  readonly changed: readonly Ref[];
  readonly at: ResumeToken;
}

/** The same, for which an act with one id is done once, however often it is sent. */
export function remembered(
  spec: CheckedSpec,
  acts: ReturnType<typeof openActs>,
  community: string,
): BackendSpec {
  const plain = checked(spec);
  const me = spec.identity?.id;

  async function replay({ id }: Command, { changed, at }: Outcome, call: Call) {
    const found = await plain.get(changed, call);
    return { id, replayed: true, changes: found.flatMap((each) => (each ? [asChange(each)] : [])), at };
  }

  /** What an earlier try has made, whose answer never came: to try again is no conflict with oneself. */
  async function madeBefore({ type, input }: Command, call: Call): Promise<Outcome | undefined> {
    if (type !== 'idea.create') return undefined;
    const ref: Ref = { kind: 'idea', id: input.id };
    const [made] = await plain.get([ref], call);
    const isMine =
      made && 'author' in made && made.author === me && isDeepStrictEqual(made, { ...made, ...input });
    return isMine ? { changed: [ref], at: (await spec.now?.(call)) ?? ('' as ResumeToken) } : undefined;
  }

  const once =
    (carryOut: CommandHandler): CommandHandler =>
    async (sent, call) => {
      const command = parseCommand(sent);
      const { id, ...act } = command;
      // Of each member, or one could block another's acts. Fields are in the schema's order, so the same act has one text.
      const key = JSON.stringify([community, me, id]);
      const said = JSON.stringify(act);
      return acts.inTurn(key, async () => {
        call.signal?.throwIfAborted();
        const known = acts.find(key);
        if (known && known.said !== said)
          throw new RallyError('key-reused', 'This id was used for another act. Send it with a new id.');
        if (known?.outcome) return replay(command, JSON.parse(known.outcome) as Outcome, call);
        acts.begin(key, said);
        try {
          const receipt = await carryOut(command, call);
          acts.finish(key, { changed: receipt.changes.map(refOf), at: receipt.at });
          return receipt;
        } catch (thrown) {
          const error = toRallyError(thrown);
          const before = known && error.code === 'conflict' && (await madeBefore(command, call));
          if (before) {
            acts.finish(key, before);
            return replay(command, before, call);
          }
          // Refused, so nothing was done. Of what only failed on the way, nobody knows.
          if (error.retry !== 'same-key') acts.forget(key);
          throw error;
        }
      });
    };

  const commands = Object.entries(plain.commands).map(([type, carryOut]) => [
    type,
    once(carryOut as CommandHandler),
  ]);
  return {
    ...plain,
    commands: Object.fromEntries(commands) as BackendSpec['commands'],
    can: { ...plain.can, idempotency: { retentionMs } },
  };
}

const asChange = (thing: Entity | Tombstone): Change =>
  isTombstone(thing) ? { type: 'remove', tombstone: thing } : { type: 'put', entity: thing };

const refOf = (change: Change): Ref => {
  const { kind, id } = change.type === 'put' ? change.entity : change.tombstone;
  return { kind, id };
};
