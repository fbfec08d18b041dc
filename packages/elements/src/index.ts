export { registerBackend, type LoadBackend } from './base/backends.js';
export { storeContext, type Provided, type Theme } from './base/context.js';
export * from './base/events.js';
export { RallyElement } from './base/rally-element.js';
export { configure, type Settings } from './base/settings.js';
export type { Words } from './base/words.js';
export { RallyProvider } from './provider/provider.js';
export { RallyVote } from './vote/vote.js';
export { RallyGoal } from './goal/goal.js';
