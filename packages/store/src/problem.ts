import type { Problem, RallyError } from '@rallykit/core';

/** As much of a problem as an error is made of again; its number in HTTP is nothing to other pages. */
export const problemOf = ({ code, message, fields, retryAfterMs, current }: RallyError): Problem =>
  ({ code, detail: message, ...(fields && { fields }), retryAfterMs, current }) as Problem;
