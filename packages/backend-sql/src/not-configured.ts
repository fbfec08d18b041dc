import { RallyError } from '@rallykit/core';

/** What its operator has to put right. A server keeps such a sentence for its log: it may name files and machines. */
export const notConfigured = (message: string, cause?: unknown): RallyError =>
  new RallyError('not-configured', message, { cause });
