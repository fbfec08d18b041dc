// What acting takes, as a file of its own: a page that is only read never loads it.
export { anticipate } from '@rallykit/core';
export { Outbox } from './outbox.js';
