import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** Stands between browsers and a server: counts the event streams that are open, and cuts the network. */
export class Gateway {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #streams = new Set<ServerResponse>();
  /** Where it leads; changes when the server comes back on another port. */
  target: string;
  isCut = false;
  /** Bodies of the commands that came by, in order. */
  readonly commands: string[] = [];

  private constructor(target: string) {
    this.target = target;
    this.#server = createServer((incoming, answer) => this.#pass(incoming, answer));
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      if (this.isCut) socket.destroy();
    });
  }

  static async open(target: string): Promise<Gateway> {
    const gateway = new Gateway(target);
    await new Promise<void>((resolve) => gateway.#server.listen(0, '127.0.0.1', resolve));
    return gateway;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Event streams that are open now. */
  get streams(): number {
    return this.#streams.size;
  }

  cut(): void {
    this.isCut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  mend(): void {
    this.isCut = false;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #pass(incoming: IncomingMessage, answer: ServerResponse): void {
    const { method, url = '/', headers } = incoming;
    const { hostname, port } = new URL(this.target);
    const onward = request({ hostname, port, method, path: url, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
      response.on('error', () => answer.destroy());
      if (!url.startsWith('/api/v1/events')) return;
      answer.flushHeaders();
      this.#streams.add(answer);
      answer.on('close', () => this.#streams.delete(answer));
    });
    onward.on('error', () => answer.destroy());
    answer.on('close', () => onward.destroy());
    if (url.startsWith('/api/v1/commands')) {
      const parts: Buffer[] = [];
      incoming.on('data', (part: Buffer) => parts.push(part));
      incoming.on('end', () => this.commands.push(Buffer.concat(parts).toString()));
    }
    incoming.pipe(onward);
  }
}
