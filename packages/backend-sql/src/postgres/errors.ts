import { RallyError } from '@rallykit/core';
import { notConfigured } from '../not-configured.js';

/** PostgreSQL's SQLSTATE, or what Node says of a connection; undefined for any other error. */
function codeOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error)) return undefined;
  if ('code' in thrown && typeof thrown.code === 'string') return thrown.code;
  // What pg says by text alone: of a connection that broke, was never made, or has stopped answering.
  return /^(Connection terminated|timeout exceeded|Query read timeout|Client has encountered a connection error)/.test(
    thrown.message,
  )
    ? 'lost'
    : undefined;
}

/** Classes and codes that tell of a connection that is gone, or of a server that goes down or comes up. */
const lostCodes =
  /^(lost|08...|57P0[1-5]|25P03|ECONN.*|EPIPE|ETIMEDOUT|EHOST.*|ENET.*|ENOTFOUND|EAI_AGAIN|ENOENT)$/;

/** Whether the connection can't be used any more, or was never there. */
export const isLost = (thrown: unknown): boolean => lostCodes.test(codeOf(thrown) ?? '');

/** Whether PostgreSQL broke off a transaction for the sake of another one, so that it can simply be run again. */
export const isConflict = (thrown: unknown): boolean => ['40001', '40P01'].includes(codeOf(thrown) ?? '');

/** Whether two processes have made the same schema or table at the same time. */
export const isMadeTwice = (thrown: unknown): boolean =>
  ['23505', '42P06', '42P07', '42710'].includes(codeOf(thrown) ?? '');

/** Nothing else can be done with the database either: not by another command, and not now. */
export const inTrouble = (thrown: unknown): boolean =>
  isLost(thrown) ||
  isConflict(thrown) ||
  /^(28...|3D000|3F000|42501|42P01|25006|53...|55P03|57014|58...)$/.test(codeOf(thrown) ?? '');

/** Where a database is, in words that can be shown: never with its password. */
export interface Place {
  /** Such as `127.0.0.1:5432`. */
  readonly server: string;
  readonly database: string;
  readonly user: string;
  readonly schema: string;
}

/** What PostgreSQL threw, as what happened and what to do; anything else as it is. */
export function postgresError({ database, user, schema }: Place, thrown: unknown): unknown {
  const unavailable = (message: string) => new RallyError('unavailable', message, { cause: thrown });
  if (isLost(thrown)) return unavailable('The store can’t be reached just now. Try again.');
  if (isConflict(thrown)) return unavailable('The store is busy with others’ work. Try again.');
  switch (codeOf(thrown)) {
    case '55P03':
    case '57014':
      return unavailable('The store is busy with others’ work. Try again.');
    case '53300':
      return unavailable('The store has too many connections just now. Try again.');
    case '53100':
      return unavailable('The store’s disk is full. Nothing was changed; try again later.');
    case '25006':
      return unavailable('The store takes no changes just now. Try again.');
    case '28P01':
      return notConfigured(
        `PostgreSQL refuses the password of “${user}”. Put the right one into the database’s address.`,
        thrown,
      );
    case '28000':
      return notConfigured(
        `PostgreSQL refuses the user “${user}” for the database “${database}”. Put another into the address, or let this one in by pg_hba.conf.`,
        thrown,
      );
    case '3D000':
      return notConfigured(
        `PostgreSQL has no database “${database}”. Make it: createdb --encoding=UTF8 ${database}, or put another into the address.`,
        thrown,
      );
    case '42501':
      return notConfigured(
        `The user “${user}” may not do what RallyKit needs in the database “${database}”. Let its owner run: grant create on database "${database}" to "${user}"; and give it the tables of the schema “${schema}”.`,
        thrown,
      );
    case '3F000':
    case '42P01':
      return notConfigured(
        `Tables of the schema “${schema}” are gone from the database “${database}”. Restore a backup, or restart RallyKit to begin with an empty store.`,
        thrown,
      );
    default:
      return thrown;
  }
}

/** Why a database could not be reached, for its operator. */
export function diagnosis({ server, database }: Place, error: RallyError): RallyError {
  const code = codeOf(error.cause);
  if (error.code !== 'unavailable' || code === undefined) return error;
  const say = (message: string) => notConfigured(message, error.cause);
  switch (code) {
    case 'ECONNREFUSED':
    case 'ENOENT':
      return say(
        `There is no PostgreSQL at ${server}. Start it, or put another server into the database’s address.`,
      );
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return say(
        `The server of the database’s address, ${server}, can’t be found. Correct the name, or see to the network.`,
      );
    case '57P03':
      return say(`PostgreSQL at ${server} is starting or stopping. Try again in a moment.`);
    case '53300':
      return say(
        `PostgreSQL at ${server} has no connection left. End programs that use it, or raise max_connections.`,
      );
    case '55P03':
      return say(
        `Another program keeps the tables in the database “${database}” locked. Stop it, or try again once it is done.`,
      );
    default:
      return say(
        `PostgreSQL at ${server} can’t be reached: ${messageOf(error.cause)}. See to the server and the network.`,
      );
  }
}

const messageOf = (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown));
