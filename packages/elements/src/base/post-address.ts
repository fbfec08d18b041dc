/** The name under which the page's address holds the opened post of a board, or the update that is shown. */
export const postKey = (kind: 'idea' | 'question' | 'update' | 'board'): string => `rally-${kind}`;

/** The address of a post within the page. */
export const postAddress = (kind: 'idea' | 'question' | 'update' | 'board', id: string): string =>
  `#${postKey(kind)}=${encodeURIComponent(id)}`;
