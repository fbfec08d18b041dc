/** The place in the store's drafts of an update: a new one on a board, or the one that is changed. */
export const editorPlace = (board: string, id: string | undefined): string =>
  id === undefined ? `new/update/${board}` : `edit/update/${id}`;
