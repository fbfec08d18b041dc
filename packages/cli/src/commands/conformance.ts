import { httpBackend } from '@rallykit/backend-http';
import {
  importEntities,
  invariants,
  invariantsOf,
  personas,
  runSuite,
  type CreateWorld,
  type Persona,
  type Result,
} from '@rallykit/conformance';
import { communityPath, toRallyError } from '@rallykit/core';
import { signGuestToken, signHostToken } from '@rallykit/server';
import { nanoid } from 'nanoid';
import { conformanceOperator, conformancePrefix, keptSecrets } from '../data.js';
import type { ConformanceOptions } from '../options.js';
import { number } from '../report.js';
import { UserError } from '../user-error.js';

interface Keys {
  readonly secret: string;
  readonly guestSecret: string;
  readonly operatorToken: string;
}

/** `rallykit conformance`: holds a server to the contract, and says what does not hold. */
export async function conformance(address: string, options: ConformanceOptions): Promise<void> {
  const createWorld = worldsOn(address.replace(/\/+$/, ''), keysOf(options));
  const counts = { passed: 0, failed: 0, skipped: 0 };
  let group = '';
  const only = options.only === undefined ? undefined : new Set(options.only);
  try {
    await runSuite(
      { createWorld, ...(options.patience !== undefined && { patienceMs: options.patience }) },
      (name) => !only || invariantsOf(name).some((each) => only.has(each)),
      (result) => {
        counts[result.status] += 1;
        if (result.group !== group) console.log(`\n${(group = result.group)}`);
        console.log(line(result));
      },
    );
  } catch (thrown) {
    const { message } = toRallyError(thrown);
    throw new UserError(
      `The suite could not make a community on ${address}: ${message}\nA RallyKit server takes it when it was started with --conformance; pass the same --data, or the keys themselves.`,
      { cause: thrown },
    );
  }
  const { passed, failed, skipped } = counts;
  console.log(`\n${number(passed)} passed, ${number(failed)} failed, ${number(skipped)} skipped`);
  if (failed > 0) process.exitCode = 1;
}

const signs = { passed: '✓', failed: '✗', skipped: '–' } as const;

function line({ status, name, reason }: Result): string {
  const told = `  ${signs[status]} ${name}`;
  if (status === 'skipped') return `${told} (skipped: ${reason})`;
  if (status === 'passed') return told;
  const rules = invariantsOf(name).map((each) => `      ${each}: ${invariants[each - 1]}`);
  return [told, `      ${reason}`, ...rules].join('\n');
}

function keysOf({ data, secret, guestSecret, operatorToken }: ConformanceOptions): Keys {
  if (secret !== undefined && guestSecret !== undefined && operatorToken !== undefined)
    return { secret, guestSecret, operatorToken };
  const kept = keptSecrets(data);
  return {
    secret: secret ?? kept.secret,
    guestSecret: guestSecret ?? kept.guestSecret,
    operatorToken: operatorToken ?? conformanceOperator(guestSecret ?? kept.guestSecret),
  };
}

/** Each world is made of communities that nobody used before. */
function worldsOn(address: string, keys: Keys): CreateWorld {
  return async ({ communities }) => {
    const world = `${conformancePrefix}${nanoid(12).toLowerCase().replaceAll('_', 'x')}`;
    const connect = async (persona: Persona, community = 'default') => {
      const name = `${world}-${community}`;
      const token = await tokenOf(keys, persona, name);
      return httpBackend({ url: address + communityPath(name), token, guest: 'never' });
    };
    for (const [community, entities] of Object.entries(communities)) {
      const operator = await connect('operator', community);
      await importEntities(operator, entities);
      await operator.close();
    }
    return { connect, close: async () => {} };
  };
}

async function tokenOf(
  { secret, guestSecret, operatorToken }: Keys,
  persona: Persona,
  community: string,
): Promise<string | undefined> {
  const identity = personas[persona];
  if (!identity) return undefined;
  if (identity.role === 'operator') return operatorToken;
  if (identity.role === 'guest') return signGuestToken(guestSecret, identity, { community });
  return signHostToken(secret, identity, { community });
}
