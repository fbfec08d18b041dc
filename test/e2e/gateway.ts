import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** Where a command is stopped: before the server has it, or when the server has applied it and nobody knows yet. */
export type Stop = 'request' | 'answer';

/** Stands between browsers and a server: counts the event streams that are open, stops commands, and cuts the network. */
export class Gateway {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #streams = new Set<ServerResponse>();
  /** Where it leads; changes when the server comes back on another port. */
  target: string;
  isCut = false;
  /** How many connections were tried while it was cut last. */
  refused = 0;
  /** Bodies of the commands that came by, in order. */
  readonly commands: string[] = [];
  /** What requests with such an `authorization` go on with instead. */
  readonly replaced = new Map<string, string>();
  /** How many commands were answered. */
  answered = 0;
  #stop: { readonly at: Stop; readonly reached: () => void; readonly passed: Promise<void> } | undefined;

  private constructor(target: string) {
    this.target = target;
    this.#server = createServer((incoming, answer) => void this.#pass(incoming, answer));
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      if (!this.isCut) return;
      this.refused += 1;
      socket.destroy();
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
    this.refused = 0;
    for (const socket of this.#sockets) socket.destroy();
  }

  mend(): void {
    this.isCut = false;
  }

  /** Stops the commands that come from now on. `reached` resolves with the first of them; `pass` lets all go on. */
  stop(at: Stop): { readonly reached: Promise<void>; pass(): void } {
    let reach!: () => void;
    let pass!: () => void;
    const reached = new Promise<void>((resolve) => (reach = resolve));
    const passed = new Promise<void>((resolve) => (pass = resolve));
    this.#stop = { at, reached: reach, passed };
    return {
      reached,
      pass: () => {
        this.#stop = undefined;
        pass();
      },
    };
  }

  async #wait(at: Stop, url: string): Promise<void> {
    if (this.#stop?.at !== at || !url.startsWith('/api/v1/commands')) return;
    this.#stop.reached();
    await this.#stop.passed;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #pass(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { method, url = '/', headers } = incoming;
    const isCommand = url.startsWith('/api/v1/commands');
    await this.#wait('request', url);
    // Who asked is gone: what was on its way is lost.
    if (answer.destroyed) return;
    const { hostname, port } = new URL(this.target);
    const authorization = this.replaced.get(headers.authorization ?? '') ?? headers.authorization;
    const onward = request(
      { hostname, port, method, path: url, headers: { ...headers, ...(authorization && { authorization }) } },
      async (response) => {
        response.on('error', () => answer.destroy());
        await this.#wait('answer', url);
        answer.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(answer);
        if (isCommand) answer.on('finish', () => (this.answered += 1));
        if (!url.startsWith('/api/v1/events')) return;
        answer.flushHeaders();
        this.#streams.add(answer);
        answer.on('close', () => this.#streams.delete(answer));
      },
    );
    onward.on('error', () => answer.destroy());
    answer.on('close', () => onward.destroy());
    if (isCommand) {
      const parts: Buffer[] = [];
      incoming.on('data', (part: Buffer) => parts.push(part));
      incoming.on('end', () => this.commands.push(Buffer.concat(parts).toString()));
    }
    incoming.pipe(onward);
  }
}
