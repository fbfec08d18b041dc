import { calls } from './calls.js';
import { commands } from './commands.js';
import { erasing } from './erasing.js';
import { lists } from './lists.js';
import { live } from './live.js';
import { manifest } from './manifest.js';
import { merging } from './merging.js';
import { moderation } from './moderation.js';
import { notifications } from './notifications.js';
import { people } from './people.js';
import { reasons } from './reasons.js';
import { revisions } from './revisions.js';
import { steps } from './steps.js';
import { team } from './team.js';
import { updates } from './updates.js';
import { values } from './values.js';
import { votes } from './votes.js';
import type { Mutant } from './mutant.js';

/** Backends that are each broken in one way, in the order of the specification. */
export const mutants: readonly Mutant[] = [
  ...manifest,
  ...commands,
  ...revisions,
  ...votes,
  ...reasons,
  ...merging,
  ...steps,
  ...lists,
  ...live,
  ...people,
  ...moderation,
  ...team,
  ...updates,
  ...notifications,
  ...erasing,
  ...values,
  ...calls,
];
