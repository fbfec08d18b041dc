import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

<<<<<<< HEAD
/** What happens to one connection, which is cut at last when it has told `life` bytes of answers. */
export type Fault = Trouble & { readonly life?: number };

/** Bytes are counted from the beginning of the connection. */
type Trouble =
=======
/** What happens to one connection. Bytes are counted from its beginning. */
export type Fault =
>>>>>>> 46cd994507fdc85a7884be4f7870b720e1741134
  | { readonly type: 'none' }
  /** Ends after so many bytes of the answers: closed, or reset as by a crash. */
  | { readonly type: 'cut-answer'; readonly after: number; readonly reset?: boolean }
  /** Ends after so many bytes of the requests have reached the server. */
  | { readonly type: 'cut-request'; readonly after: number; readonly reset?: boolean }
  /** Everything arrives late. */
  | { readonly type: 'delay'; readonly ms: number }
  /** Takes everything, and never answers. `reaches`: the server gets it all the same. */
  | { readonly type: 'half-open'; readonly reaches: boolean }
<<<<<<< HEAD
  /** The server gets all requests a second time, on another connection: at once, or each `afterMs` later. */
=======
  /** The server gets all requests a second time: at once on another connection, or `afterMs` after this one has ended. */
>>>>>>> 46cd994507fdc85a7884be4f7870b720e1741134
  | { readonly type: 'duplicate'; readonly afterMs?: number }
  /** Waits until a connection that was opened later has sent something, or for so long. */
  | { readonly type: 'reorder'; readonly ms: number };

<<<<<<< HEAD
/** Carries out one thing after the other, each so much later than it was asked for. */
function inOrder(ms: number): (pass: () => void) => void {
  let last: Promise<unknown> = Promise.resolve();
  return (pass) => {
    if (ms === 0) pass();
    else last = Promise.all([last, wait(ms)]).then(pass);
  };
}

=======
>>>>>>> 46cd994507fdc85a7884be4f7870b720e1741134
/** A way to a server on which connections fail as they are told to. Knows nothing of HTTP. */
export class FaultProxy {
  /** The connections so far, by what happened to them. */
  readonly counts: Partial<Record<Fault['type'], number>> = {};
  /** What happens to the next connection. */
  plan: () => Fault;
<<<<<<< HEAD
=======
  /** Bytes of answers that the last connection to end was given. */
  answered = 0;
>>>>>>> 46cd994507fdc85a7884be4f7870b720e1741134
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
<<<<<<< HEAD
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
=======
    const servers = [this.#open()];
    if (fault.type === 'duplicate' && fault.afterMs === undefined) servers.push(this.#open());
    const [first] = servers as [Socket];
    const sent: Buffer[] = [];
    let asked = 0;
    let told = 0;

    const end = (reset?: boolean) => {
      if (reset) client.resetAndDestroy();
      else client.destroySoon();
      for (const server of servers) server.destroy();
    };
    const late = fault.type === 'delay' ? fault.ms : 0;
    /** Passes pieces on in their order, each after its delay. */
    const later = () => {
      let last: Promise<unknown> = Promise.resolve();
      return (pass: () => void) => {
        if (late === 0) return pass();
        last = Promise.all([last, wait(late)]).then(pass);
      };
    };
    const [toServer, toClient] = [later(), later()];

    const ask = (bytes: Buffer) => {
      if (fault.type !== 'cut-request') {
        for (const server of servers) server.write(bytes);
        return;
      }
      const left = fault.after - asked;
      asked += bytes.length;
      if (bytes.length <= left) return void first.write(bytes);
      // The server sees what came before the cut, then the end; the client never hears of it.
      first.write(bytes.subarray(0, left), () =>
        fault.reset ? first.resetAndDestroy() : first.destroySoon(),
      );
      if (fault.reset) client.resetAndDestroy();
      else client.destroySoon();
    };
    let opened: Promise<void> | undefined;
    client.on('data', (bytes) => {
      if (fault.type === 'duplicate') sent.push(bytes);
      if (fault.type === 'reorder') {
        opened ??= this.#hold(fault.ms);
        void opened.then(() => ask(bytes));
>>>>>>> 46cd994507fdc85a7884be4f7870b720e1741134
        return;
      }
      this.#release();
      toServer(() => ask(bytes));
    });
<<<<<<< HEAD
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
          if (!server || server.destroyed) server = this.#open().resume();
          server.once('data', () => resolve()).once('close', () => resolve());
          server.write(bytes);
        }),
      ).finally(() => this.#late.delete(sent));
      this.#late.add(sent);
    };
=======
    first.on('data', (bytes) => {
      if (fault.type === 'half-open') return;
      toClient(() => {
        const left = fault.type === 'cut-answer' ? fault.after - told : Infinity;
        const part = bytes.subarray(0, left);
        told += part.length;
        this.answered = told;
        if (part.length === bytes.length) client.write(part);
        else client.write(part, () => end('reset' in fault && fault.reset));
      });
    });
    for (const server of servers.slice(1)) server.resume();
    first.on('close', () => toClient(() => client.destroySoon()));
    client.on('close', () => {
      for (const server of servers) server.destroySoon();
      if (fault.type === 'duplicate' && fault.afterMs !== undefined) {
        const again = this.#again(sent, fault.afterMs).finally(() => this.#late.delete(again));
        this.#late.add(again);
      }
    });
  }

  /** Sends what a connection has sent once more, on another. */
  async #again(sent: readonly Buffer[], ms: number): Promise<void> {
    await wait(ms);
    if (this.#closed) return;
    const server = this.#open();
    server.resume();
    server.end(Buffer.concat(sent));
    await new Promise((resolve) => server.once('close', resolve));
>>>>>>> 46cd994507fdc85a7884be4f7870b720e1741134
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
