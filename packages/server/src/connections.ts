import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Knows which connections of an HTTP server have a request under way. Node's own idea of idle leaves out those that never had one. */
export class Connections {
  readonly #open = new Set<Socket>();
  readonly #busy = new Set<Socket>();
  #ending = false;

  constructor(server: Server) {
    server.on('connection', (socket: Socket) => {
      this.#open.add(socket);
      socket.once('close', () => this.#open.delete(socket));
    });
    server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
      this.#busy.add(socket);
      response.once('close', () => {
        this.#busy.delete(socket);
        if (this.#ending) socket.destroySoon();
      });
    });
  }

  /** Closes those without a request now, and the others after theirs. */
  end(): void {
    this.#ending = true;
    for (const socket of this.#open) if (!this.#busy.has(socket)) socket.destroySoon();
  }
}
