import { searchTerms } from '@rallykit/core';

/** Words that all have to begin a word of what is found. None when nothing is asked for. */
export const wanted = (search: string): string[] => [...new Set(searchTerms(search))];
