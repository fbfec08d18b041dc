import { RallyError } from '@rallykit/core';

export const offline = (base: string, cause?: unknown): RallyError =>
  new RallyError(
    'offline',
    `The server at ${base} does not answer. Check your connection; what you wrote is kept.`,
    { cause },
  );
