import { createServer, type Mount } from '@rallykit/server';
import pino from 'pino';
import { bundle } from '../bundle.js';
import { ensureBoards, ensureCommunity, operator, type NewBoard } from '../community.js';
import { conformanceOperator, conformancePrefix, keptSecrets, openData } from '../data.js';
import type { ServeOptions } from '../options.js';
import { untilStopped } from '../run.js';
import { seedShown } from './seed.js';

/** `rallykit serve`. */
export async function serve(options: ServeOptions): Promise<void> {
  const { port, host: address, origin: origins = [], jwks, proxies, log } = options;
  // The suite writes more than any person.
  const limit = options.conformance ? {} : { writesAMinute: options.writesAMinute };
  const { folder, where, host } = await openData(options.data, options.database, limit);
  try {
    const kept = keptSecrets(folder);
    const files = bundle();
    const site: Mount[] = [...(files ? [files] : []), ...(options.site ? [{ folder: options.site }] : [])];
    const secret = options.secret ?? kept.secret;
    const logger = pino({ level: log }, pino.destination({ dest: 2, sync: true }));
    const guestSecret = options.guestSecret ?? kept.guestSecret;
    const trial = options.conformance && {
      communities: [`${conformancePrefix}*`],
      operatorToken: conformanceOperator(guestSecret),
      limits: { personWrites: Infinity, addressWrites: Infinity, addressGuests: Infinity },
    };
    const server = createServer({
      host,
      origins,
      secret,
      guestSecret,
      jwks,
      site,
      proxies,
      logger,
      ...trial,
    });
    if (options.seed !== undefined) await seedShown(host, { folder, file: options.seed });
    await ensureCommunity(operator(host), options.name);
    const boards = await ensureBoards(operator(host), options.board ?? []);
    const { url } = await server.listen({ port, host: address });
    console.log(welcome({ url, where, origins, boards, bundled: files !== undefined }));
    await untilStopped(server, host);
  } finally {
    await host.close();
  }
}

interface Welcome {
  readonly url: string;
  readonly where: string;
  readonly origins: readonly string[];
  readonly boards: readonly NewBoard[];
  readonly bundled: boolean;
}

function welcome({ url, where, origins, boards, bundled }: Welcome): string {
  const tags = boards.map(({ id, purpose }) => {
    const tag = purpose === 'support' ? 'rally-questions' : 'rally-ideas';
    return `  <${tag} backend="${url}" board="${id}"></${tag}>`;
  });
  return [
    `RallyKit serves ${url}`,
    `The community is kept in ${where}`,
    '',
    'Put this into your page:',
    `  <script type="module" src="${url}/rallykit.js"></script>`,
    ...tags,
    ...(bundled
      ? []
      : ['The bundle rallykit.js is not built yet, so this address does not answer: run npm run build.']),
    '',
    origins.length > 0
      ? `Pages of these sites may use it: ${origins.join(', ')}`
      : 'To allow pages of your site, start with --origin https://www.example.com',
    'Stop it with Ctrl+C.',
  ].join('\n');
}
