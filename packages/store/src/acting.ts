// What acts and live changes take, as a file of its own: a page that is read while nothing happens never loads it.
export { lay, refusal } from './effects.js';
export { gather } from './gather.js';
export { prune } from './prune.js';
export { give, openOutbox } from './sending.js';
export { Upkeep } from './upkeep.js';
