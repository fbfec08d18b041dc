import type { Status } from './entity.js';

/**
 * The steps of a pipeline that tell where a board is going: what is decided on (in the tone `accent`) and what came of it
 * (`success`). What waits, what was declined and what was only seen to is left out. All steps, where none is of these.
 */
export function roadmapOf(pipeline: readonly Status[]): readonly Status[] {
  const steps = pipeline.filter(({ tone, success }) => success || tone === 'accent');
  return steps.length > 0 ? steps : pipeline;
}
