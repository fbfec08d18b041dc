/** The name under which the page's address holds the opened post of a board. */
export const postKey = (kind: 'idea' | 'question'): string => `rally-${kind}`;

/** The address of a post within the page. */
export const postAddress = (kind: 'idea' | 'question', id: string): string =>
  `#${postKey(kind)}=${encodeURIComponent(id)}`;
