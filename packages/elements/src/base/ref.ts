import { kinds, type Kind, type Ref } from '@rallykit/core';

/** An entity's name as an attribute writes it: `idea/abc`. Undefined for what is none. */
export function parseRef(text: string | null): Ref | undefined {
  const [, kind, id] = /^([a-z]+)\/(.+)$/.exec(text ?? '') ?? [];
  return kind && id && kinds.includes(kind as Kind) ? { kind: kind as Kind, id } : undefined;
}

/** Whether two refs name the same entity: for `hasChanged`, since refs are made anew at each render. */
export const sameRef = (a: Ref | undefined, b: Ref | undefined): boolean =>
  a?.kind === b?.kind && a?.id === b?.id;
