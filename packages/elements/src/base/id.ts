import { nanoid } from 'nanoid';

/** An id for what a person makes; unique. Begins with a letter, as every backend accepts it. */
export const newId = (): string => `n${nanoid()}`;
