import { RallyError, type BackendHost } from '@rallykit/core';
import type { Server } from '@rallykit/server';
import { codeOf, messageOf, UserError } from './user-error.js';

/** What went wrong, as a sentence; with the stack only when nobody foresaw it. */
function explain(error: unknown): string {
  if (error instanceof UserError || RallyError.is(error)) return error.message;
  if (codeOf(error) !== undefined) return messageOf(error);
  return `This should not have happened. ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}

/** Ends the process with code 1 and a sentence when the work fails. */
export async function main(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    console.error(`${explain(error)}`);
    process.exitCode = 1;
  }
}

/** Waits for Ctrl+C or SIGTERM, then stops: requests under way are finished, streams are told. A second signal does not wait. */
export async function untilStopped(server: Server, host: BackendHost): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  await server.close();
  await host.close();
}
