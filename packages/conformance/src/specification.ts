import { answers } from './groups/answers.js';
import { calls } from './groups/calls.js';
import { commands } from './groups/commands.js';
import { live } from './groups/live.js';
import { manifest, opposites } from './groups/manifest.js';
import { paging } from './groups/paging.js';
import { people } from './groups/people.js';
import { revisions } from './groups/revisions.js';
import { values } from './groups/values.js';
import { votes } from './groups/votes.js';
import type { Group, Probe } from './suite.js';

/** Everything that a backend is held to, in the order in which it reads best; for what this one lacks, the opposite. */
export const specification = (probed: Probe): readonly Group[] => [
  manifest,
  opposites(probed),
  commands,
  revisions,
  votes,
  answers,
  paging,
  live,
  people,
  values,
  calls,
];
