import type { HttpBindings } from '@hono/node-server';
import { RallyError, toRallyError } from '@rallykit/core';
import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { compress } from 'hono/compress';
import { cors } from 'hono/cors';
import { RETAINED_304_HEADERS, etag } from 'hono/etag';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { routes } from './api.js';
import { BadRequest } from './body.js';
import { Exchange, type Services } from './exchange.js';
import type { Authenticate } from './identity.js';
import { jsonResponse } from './json.js';
import { describeApi, type RouteDoc } from './openapi.js';
import type { ServerOptions } from './options.js';
import { problemResponse, storeDown } from './problem.js';
import { serveFolder } from './site.js';

/** Empty when a request comes by `fetch` and not from the network. */
interface Env {
  Bindings: Partial<HttpBindings>;
}

export interface AppParts {
  readonly options: ServerOptions;
  readonly services: Services;
  readonly authenticate: Authenticate;
  readonly origins: ReadonlySet<string>;
  readonly bodyBytes: number;
}

const health: RouteDoc = {
  method: 'get',
  path: '/healthz',
  id: 'getHealth',
  summary: 'Whether the server and its store can answer.',
  answer: 'Health',
};

/** Made when it is first asked for: that takes longer than starting a server. */
let described: ReturnType<typeof describeApi> | undefined;
const description = () => (described ??= describeApi([...routes, health]));

/** Every route with the rules that hold for it. */
export function createApp(parts: AppParts): Hono<Env> {
  const { logger, site = [], handle } = parts.options;
  const app = new Hono<Env>();

  app.onError((thrown, c) => {
    if (thrown instanceof BadRequest) return problemResponse(thrown.problem, thrown.status);
    const error = toRallyError(thrown);
    const problem = problemResponse(error.code === 'not-configured' ? storeDown() : error);
    if (problem.status >= 500 && error.code !== 'not-supported') {
      logger?.error({ err: error.cause ?? error, path: c.req.path }, 'A request failed.');
    }
    return problem;
  });
  app.notFound((c) =>
    problemResponse(
      new RallyError('not-found', `There is nothing at ${c.req.path}. /openapi.json lists what there is.`),
    ),
  );

  app.use(async (c, next) => {
    const began = performance.now();
    await next();
    c.header('X-Content-Type-Options', 'nosniff');
    // The query is left out: what people search for is theirs.
    logger?.info(
      {
        method: c.req.method,
        path: c.req.path,
        status: c.res.status,
        ms: Math.round(performance.now() - began),
      },
      'request',
    );
  });
  app.use(
    methodNotAllowed({
      // It asks for an app without bindings, of which it reads the routes only.
      app: app as unknown as Hono,
      onMethodNotAllowed(c, methods) {
        const allow = methods.join(', ');
        const message = `${c.req.method} is not possible at ${c.req.path}. It takes ${allow}.`;
        return problemResponse(new RallyError('not-supported', message), 405, { allow });
      },
    }),
  );

  app.get('/openapi.json', cors(), (c) => jsonResponse(c.req, description()));

  const community = communityApp(parts);
  app.route('/', community);
  app.route('/c/:community', community);

  if (handle) {
    app.use(async (c, next) => {
      const answer = await handle(c.req.raw);
      return answer ?? next();
    });
  }
  const unchanged = etag({ retainedHeaders: [...RETAINED_304_HEADERS, 'access-control-allow-origin'] });
  for (const mount of site) app.use(unchanged, compress(), serveFolder(mount));
  return app;
}

/** What there is for each community, below its address. */
function communityApp({ options, services, authenticate, origins, bodyBytes }: AppParts): Hono<Env> {
  const app = new Hono<Env>();
  const communities = ['default', ...(options.communities ?? [])];
  const isServed = (name: string) =>
    communities.some((each) => (each.endsWith('*') ? name.startsWith(each.slice(0, -1)) : name === each));

  function communityOf(c: Context<Env>): string {
    const name = c.req.param('community') ?? 'default';
    if (isServed(name)) return name;
    throw new RallyError(
      'not-found',
      `There is no community "${name}" here. Check the address, or have its operator add it.`,
    );
  }

  app.get(health.path, cors(), async (c) => {
    communityOf(c);
    try {
      await services.host.ready();
    } catch (thrown) {
      options.logger?.error({ err: thrown }, 'The store is not ready.');
      return problemResponse(storeDown());
    }
    return c.json({ status: 'ok' });
  });

  const api = '/api/*';
  app.use(api, async (c, next) => {
    const origin = c.req.header('origin');
    if (origin === undefined || origins.has(origin) || isSameOrigin(origin, c)) await next();
    else c.res = problemResponse(notAllowed(origin), 403, { vary: 'Origin' });
    if (!c.res.headers.has('cache-control')) c.header('Cache-Control', 'no-store');
    c.header('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'");
  });
  app.use(
    api,
    cors({
      // Those of others were refused above.
      origin: (origin) => origin,
      allowMethods: ['GET', 'HEAD', 'POST'],
      allowHeaders: ['Authorization', 'Content-Type', 'Idempotency-Key', 'Last-Event-ID'],
      exposeHeaders: ['Retry-After'],
      maxAge: 7200,
    }),
  );
  app.use(
    api,
    bodyLimit({
      maxSize: bodyBytes,
      onError: () =>
        problemResponse(
          new RallyError('too-large', `A request has at most ${bodyBytes} bytes. Send less at once.`),
        ),
    }),
  );

  for (const { method, path, handle } of routes) {
    app[method](path, async (c) => {
      const community = communityOf(c);
      const caller = await authenticate(c.req.header('authorization'), community);
      const cut = () => void c.env.outgoing?.destroy();
      return handle(
        new Exchange({
          services,
          request: c.req,
          caller,
          community,
          address: addressOf(c, options.proxies),
          cut,
        }),
      );
    });
  }
  return app;
}

const notAllowed = (origin: string) =>
  new RallyError(
    'not-configured',
    `This site (${origin}) is not on the list of sites that this community allows. Its operator adds it with rallykit serve --origin ${origin}.`,
  );

/** Whether a page of this very server asks. Its address may differ in scheme only, where a proxy in front adds TLS. */
function isSameOrigin(origin: string, c: Context<Env>): boolean {
  return URL.canParse(origin) && new URL(origin).host === c.req.header('host');
}

function addressOf(c: Context<Env>, proxies = 0): string {
  const forwarded =
    proxies > 0 ? c.req.header('x-forwarded-for')?.split(',').at(-proxies)?.trim() : undefined;
  return forwarded || c.env.incoming?.socket.remoteAddress || 'local';
}
