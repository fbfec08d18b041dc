import { answers } from './groups/answers.js';
import { batches } from './groups/batches.js';
import { budgets } from './groups/budgets.js';
import { calls } from './groups/calls.js';
import { commands } from './groups/commands.js';
import { erasing } from './groups/erasing.js';
import { exporting } from './groups/exporting.js';
import { goals } from './groups/goals.js';
import { live } from './groups/live.js';
import { merging } from './groups/merging.js';
import { mistakes } from './groups/mistakes.js';
import { moderation } from './groups/moderation.js';
import { notifications } from './groups/notifications.js';
import { paging } from './groups/paging.js';
import { people } from './groups/people.js';
import { reasons } from './groups/reasons.js';
import { resuming } from './groups/resuming.js';
import { revisions } from './groups/revisions.js';
import { review } from './groups/review.js';
import { search } from './groups/search.js';
import { steps } from './groups/steps.js';
import { suspension } from './groups/suspension.js';
import { team } from './groups/team.js';
import { texts } from './groups/texts.js';
import { updates } from './groups/updates.js';
import { values } from './groups/values.js';
import { voters } from './groups/voters.js';
import { votes } from './groups/votes.js';
import { manifest, opposites } from './groups/manifest.js';
import type { Group, Probe } from './suite.js';

/** Everything that a backend is held to, in the order in which it reads best; for what this one lacks, the opposite. */
export const specification = (probed: Probe): readonly Group[] => [
  manifest,
  opposites(probed),
  commands,
  mistakes,
  batches,
  revisions,
  votes,
  voters,
  reasons,
  budgets,
  merging,
  steps,
  answers,
  paging,
  search,
  live,
  resuming,
  people,
  review,
  moderation,
  team,
  suspension,
  goals,
  updates,
  notifications,
  exporting,
  erasing,
  texts,
  values,
  calls,
];
