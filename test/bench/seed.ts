import { boards, makeCommunity, makeIdea, seededAt } from '@rallykit/conformance';
import type { Entity } from '@rallykit/core';

const verbs = ['plan', 'shop', 'cook', 'share', 'scan', 'scale', 'print'];
export const ideaId = (n: number): string => `idea-${n}`;

/** A community with so many ideas on its board `ideas`; authors, lengths, votes and days differ. */
export function seed(ideas: number): Entity[] {
  const born = { revision: 1, createdAt: seededAt, updatedAt: seededAt };
  const members = ['Mia Berg', 'Ines Costa', 'Jonas Weber', 'Aiko Mori', 'Sam Okafor'].map(
    (name, n) => ({ ...born, kind: 'member', id: `author-${n}`, name, role: 'member' }) as const,
  );
  const idea = (_: unknown, n: number) =>
    makeIdea(ideaId(n), {
      author: members[n % 5]!.id,
      title: `Let me ${verbs[n % 7]} a whole week at once, in ${n} ways`,
      body: `We ${verbs[(n + 3) % 7]} on Sundays, and it takes **too long**. `.repeat(1 + (n % 4)),
      createdAt: seededAt + ((n * 7919) % 50_000) * 600_000,
      tally: { score: 0, up: 0, down: 0, imported: n % 40 },
    });
  return [makeCommunity(), ...members, ...boards, ...Array.from({ length: ideas }, idea)];
}
