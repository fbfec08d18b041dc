import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** What happens to one connection, which is cut at last when it has told `life` bytes of answers. */
export type Fault = Trouble & { readonly life?: number };

/** Bytes are counted from the beginning of the connection. */
type Trouble =
  | { readonly type: 'none' }
  /** Ends after so many bytes of the answers: closed, or reset as by a crash. */
  | { readonly type: 'cut-answer'; readonly after: number; readonly reset?: boolean }
  /** Ends after so many bytes of the requests have reached the server. */
  | { readonly type: 'cut-request'; readonly after: number; readonly reset?: boolean }
  /** Everything arrives late. */
  | { readonly type: 'delay'; readonly ms: number }
  /** Takes everything, and never answers. `reaches`: the server gets it all the same. */
  | { readonly type: 'half-open'; readonly reaches: boolean }
  /** The server gets all requests a second time, on another connection: at once, or each `afterMs` later. */
  | { readonly type: 'duplicate'; readonly afterMs?: number }
  /** Waits until a connection that was opened later has sent something, or for so long. */
  | { readonly type: 'reorder'; readonly ms: number };

/** Carries out one thing after the other, each so much later than it was asked for. */
function inOrder(ms: number): (pass: () => void) => void {
  let last: Promise<unknown> = Promise.resolve();
  return (pass) => {
    if (ms === 0) pass();
    else last = Promise.all([last, wait(ms)]).then(pass);
  };
}

/** A way to a server on which connections fail as they are told to. Knows nothing of HTTP. */
export class FaultProxy {
  /** The connections so far, by what happened to them. */
  readonly counts: Partial<Record<Fault['type'], number>> = {};
  /** What happens to the next connection. */
  plan: () => Fault;
  readonly #server: Server;
  readonly #port: () => number;
  readonly #sockets = new Set<Socket>();
  readonly #late = new Set<Promise<void>>();
  #closed = false;
  /** Connections that wait for a later one to go first. */
  #held: (() => void)[] = [];

  private constructor(server: Server, port: () => number, plan: () => Fault) {
    this.#server = server;
    this.#port = port;
    this.plan = plan;
    server.on('connection', (client) => this.#accept(client));
  }

  /** Listens on a free port of 127.0.0.1. `port` is asked for each connection: a server may come back at another. */
  static async listen(port: () => number, plan: () => Fault = () => ({ type: 'none' })): Promise<FaultProxy> {
    const server = createServer({ allowHalfOpen: false });
    const proxy = new FaultProxy(server, port, plan);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Resolves when what is sent again later has been answered. */
  async settled(): Promise<void> {
    while (this.#late.size > 0) await Promise.all(this.#late);
  }

  /** Ends all connections; what is on its way is lost. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(client: Socket): void {
    const fault = this.plan();
    this.counts[fault.type] = (this.counts[fault.type] ?? 0) + 1;
    this.#track(client);
    if (fault.type === 'half-open' && !fault.reaches) {
      client.resume();
      return;
    }
    const server = this.#open();
    const twin = fault.type === 'duplicate' ? this.#twin(fault.afterMs ?? 0) : undefined;
    const limit = fault.type === 'cut-answer' ? fault.after : (fault.life ?? Infinity);
    let asked = 0;
    let told = 0;
    const end = (socket: Socket, reset?: boolean) =>
      reset ? socket.resetAndDestroy() : socket.destroySoon();
    const ms = fault.type === 'delay' ? fault.ms : 0;
    const [toServer, toClient] = [inOrder(ms), inOrder(ms)];

    const ask = (bytes: Buffer) => {
      twin?.(bytes);
      if (fault.type !== 'cut-request') return void server.write(bytes);
      const part = bytes.subarray(0, fault.after - asked);
      asked += part.length;
      if (part.length === bytes.length) return void server.write(bytes);
      // The server gets what came before the cut, then the end; the client never hears of it.
      server.write(part, () => end(server, fault.reset));
      end(client, fault.reset);
    };
    let turn: Promise<void> | undefined;
    client.on('data', (bytes) => {
      if (fault.type === 'reorder') {
        turn ??= this.#hold(fault.ms);
        void turn.then(() => ask(bytes));
        return;
      }
      this.#release();
      toServer(() => ask(bytes));
    });
    server.on('data', (bytes) => {
      if (fault.type === 'half-open') return;
      toClient(() => {
        const part = bytes.subarray(0, limit - told);
        told += part.length;
        if (part.length === bytes.length) return void client.write(bytes);
        client.write(part, () => {
          end(client, 'reset' in fault && fault.reset);
          server.destroy();
        });
      });
    });
    server.on('close', () => toClient(() => client.destroySoon()));
    client.on('close', () => server.destroySoon());
  }

  /** Another connection to the server, on which what is sent here arrives later, whatever becomes of the first. */
  #twin(ms: number): (bytes: Buffer) => void {
    let server: Socket | undefined;
    const pass = inOrder(ms);
    return (bytes) => {
      const sent = new Promise<void>((resolve) =>
        pass(() => {
          if (this.#closed) return resolve();
          // A server closes what was idle for long.
          // A listener for each request that is under way.
          if (!server || server.destroyed) server = this.#open().resume().setMaxListeners(0);
          server.once('data', () => resolve()).once('close', () => resolve());
          server.write(bytes);
        }),
      ).finally(() => this.#late.delete(sent));
      this.#late.add(sent);
    };
  }

  async #hold(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#held.push(resolve);
      setTimeout(resolve, ms).unref();
    });
  }

  #release(): void {
    const held = this.#held;
    this.#held = [];
    for (const resolve of held) setImmediate(resolve);
  }

  #open(): Socket {
    return this.#track(connect({ port: this.#port(), host: '127.0.0.1' }));
  }

  #track(socket: Socket): Socket {
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    // A connection that breaks is what this is for.
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
    return socket;
  }
}
