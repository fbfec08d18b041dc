// The rules of acts, as a file of their own: a page that is only read never loads them.
export { anticipate } from '@rallykit/core';
