/** The name under which the page's address holds the opened post of a board. */
export const postKey = (kind: 'idea' | 'question' | 'board'): string => `rally-${kind}`;

/** The address of a post within the page. */
export const postAddress = (kind: 'idea' | 'question' | 'board', id: string): string =>
  `#${postKey(kind)}=${encodeURIComponent(id)}`;
