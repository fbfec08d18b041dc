import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { Limiter, RallyError } from '@rallykit/core';
import { createApp } from './app.js';
import { Connections } from './connections.js';
import { authenticator } from './identity.js';
import { checkOrigins, defaultLimits, type ServerOptions } from './options.js';
import { problemResponse } from './problem.js';
import type { Services } from './exchange.js';

export interface ListenOptions {
  /** 0 for any that is free. */
  readonly port: number;
  /** The address to listen at; `127.0.0.1`, which is this machine only, when left out. */
  readonly host?: string;
}

export interface Server {
  /** Starts listening. Rejects with `not-configured` that names the remedy when the port or address cannot be had. */
  listen(options: ListenOptions): Promise<{ readonly url: string; readonly port: number }>;
  /** Answers one request without a network. */
  fetch(request: Request): Promise<Response>;
  /**
   * Stops: takes no more connections, ends event streams with a hint to come back, finishes the requests under way,
   * and cuts what is left after `deadlineMs` (5,000 when left out). Can be called any number of times.
   */
  close(deadlineMs?: number): Promise<void>;
}

/**
 * Puts a store on the network: REST, event streams, sign-in, limits, files.
 * @throws {RallyError} `not-configured` for a secret that is too short, an origin that is none, a folder that is not there.
 * @example
 * const server = createServer({ host, origins: ['https://example.com'], secret, guestSecret });
 * const { url } = await server.listen({ port: 4173 });
 */
export function createServer(options: ServerOptions): Server {
  const { host, secret, jwks, guestSecret, now = Date.now } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const services: Services = {
    host,
    signIn: [...(secret || jwks ? (['token'] as const) : []), ...(guestSecret ? (['guest'] as const) : [])],
    guestSecret,
    perPerson: new Limiter(limits.personWrites, now),
    perAddress: new Limiter(limits.addressWrites, now),
    guests: new Limiter(limits.addressGuests, now),
    streams: new Set(),
    updatesPage: options.updatesPage,
    now,
  };
  const app = createApp({
    options,
    services,
    authenticate: authenticator(options, now),
    origins: checkOrigins(options.origins ?? []),
    bodyBytes: limits.bodyBytes,
  });
  let http: Listening | undefined;
  let closing: Promise<void> | undefined;

  return {
    fetch: async (request) => app.fetch(request, {}),

    async listen({ port, host: address = '127.0.0.1' }) {
      if (http || closing)
        throw new RallyError('closed', 'This server was started before. Create a new one.');
      const errorHandler = (): Response =>
        problemResponse(
          new RallyError(
            'protocol',
            'This is no request that can be answered. Check its address and headers.',
          ),
        );
      // Long enough for the refs of a whole page in a GET.
      const started = createHttpServer(
        { maxHeaderSize: 64 * 1024 },
        getRequestListener(app.fetch, { errorHandler }),
      );
      const connections = new Connections(started);
      await new Promise<void>((resolve, reject) => {
        started.once('error', (cause: NodeJS.ErrnoException) => reject(whyNot(cause, port, address)));
        started.listen(port, address, resolve);
      });
      http = { server: started, connections };
      const { port: taken } = started.address() as AddressInfo;
      return { url: `http://${nameOf(address)}:${taken}`, port: taken };
    },

    close(deadlineMs = 5000) {
      closing ??= stop(http, services, deadlineMs);
      return closing;
    },
  };
}

interface Listening {
  readonly server: HttpServer;
  readonly connections: Connections;
}

async function stop(http: Listening | undefined, services: Services, deadlineMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => (http ? http.server.close(() => resolve()) : resolve()));
  services.stopping = restarting();
  // A hint for each, so that not all come back at once.
  for (const stream of services.streams) stream.end(restarting());
  http?.connections.end();
  const deadline = setTimeout(() => http?.server.closeAllConnections(), deadlineMs);
  await closed;
  clearTimeout(deadline);
}

const restarting = () =>
  new RallyError('unavailable', 'The community is restarting. It will be back in a moment.', {
    retryAfterMs: 500 + Math.floor(Math.random() * 1500),
  });

/** An address that a browser on this machine can open. */
function nameOf(address: string): string {
  if (address === '0.0.0.0' || address === '::') return 'localhost';
  return address.includes(':') ? `[${address}]` : address;
}

function whyNot(cause: NodeJS.ErrnoException, port: number, address: string): RallyError {
  const say = (message: string) => new RallyError('not-configured', message, { cause });
  switch (cause.code) {
    case 'EADDRINUSE':
      return say(`Port ${port} is taken by another program. Stop that one, or choose another port.`);
    case 'EACCES':
      return say(`This user may not listen at port ${port}. Choose one above 1023.`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return say(
        `This machine has no address ${address}. Use 127.0.0.1 for this machine only, 0.0.0.0 for all its addresses.`,
      );
    default:
      return say(`Could not listen at ${address}:${port}: ${cause.message}`);
  }
}
