import { html, type TemplateResult } from 'lit';
import type { Board } from '@rallykit/core';
import { emptyState } from './parts.js';
import { words } from './words.js';

export const statusesWords = words('statuses', {
  unknown: (id: string) => `This board has no status “${id}”`,
  unknownDetail: (known: string) => `It has: ${known}.`,
});

/** An attribute that names several statuses, with spaces or commas between them. */
export const statusIds = {
  fromAttribute: (text: string | null): readonly string[] | undefined =>
    text?.split(/[\s,]+/).filter(Boolean),
};

/** Says which of these statuses a board does not have, and which it has; undefined where it has all. */
export function unknownStatus(
  { pipeline }: Board,
  ids: readonly string[] | undefined,
): TemplateResult | undefined {
  const known = pipeline.map(({ id }) => id);
  const unknown = ids?.find((id) => !known.includes(id));
  if (unknown === undefined) return undefined;
  return html`${emptyState(statusesWords.unknown(unknown), statusesWords.unknownDetail(known.join(', ')))}`;
}
