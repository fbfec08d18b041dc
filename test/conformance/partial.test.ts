import { memoryHost } from '@rallykit/backend-memory';
import { personas, testBackend, type Seed, type World } from '@rallykit/conformance';
import {
  defineBackend,
  type Backend,
  type Command,
  type CommandHandler,
  type ListHandler,
} from '@rallykit/core';
import { describe, it } from 'vitest';

/** A small honest backend: ideas, newest first, and votes; only answers, no search, no memory of commands. */
function partial(full: Backend): Backend {
  let sent = 0;
  const apply: CommandHandler = async (command, call) => {
    const fresh = { ...command, id: `${command.id}.${++sent}` } as Command;
    const [receipt] = await full.apply([fresh], call);
    if (receipt!.error) throw receipt!.error;
    return { ...receipt!, id: command.id };
  };
  const idea: ListHandler<'idea'> = (query, call) => full.list({ ...query, sort: 'new' }, call);
  return defineBackend({
    name: 'partial',
    commands: { 'idea.create': apply, 'vote.set': apply },
    list: { idea },
    viewer: (call) => full.viewer(call),
    get: (refs, call) => full.get(refs, call),
    close: () => full.close(),
    can: { live: { mode: 'poll' } },
  });
}

function createWorld({ communities }: Seed): World {
  const host = memoryHost({ communities });
  return {
    connect: (persona, community) => partial(host.as(personas[persona], community)),
    close: () => host.close(),
  };
}

await testBackend({ describe, it, createWorld });
