/**
 * A person wants to see a board, as `rally-board-open-request`. Stopped, the overview stays, and the page shows the board
 * itself.
 */
export class BoardOpenRequestEvent extends Event {
  readonly board: string;

  constructor(board: string) {
    super('rally-board-open-request', { bubbles: true, composed: true, cancelable: true });
    this.board = board;
  }
}

declare global {
  interface HTMLElementEventMap {
    'rally-board-open-request': BoardOpenRequestEvent;
  }
}
