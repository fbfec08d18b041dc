import { presets, type Purpose } from '@rallykit/core';
import { createServer, type Mount } from '@rallykit/server';
import { Command, InvalidArgumentError, Option } from 'commander';
import pino from 'pino';
import { bundle } from '../bundle.js';
import { ensureBoards, ensureCommunity, operator, type NewBoard } from '../community.js';
import { keptSecrets, openData } from '../data.js';
import { boardId, dataOption, secretOption, several, whole } from '../options.js';
import { untilStopped } from '../run.js';
import { seedShown } from './seed.js';

interface Options {
  readonly port: number;
  readonly host: string;
  readonly data: string;
  readonly seed?: string;
  readonly name?: string;
  readonly board?: readonly NewBoard[];
  readonly origin?: readonly string[];
  readonly secret?: string;
  readonly jwks?: string;
  readonly site?: string;
  readonly proxies: number;
  readonly log: string;
}

const examples = `
Examples:
  rallykit serve --board product="Product ideas" --origin https://www.example.com
  rallykit serve --board help:support="Questions and answers"
  rallykit serve --data ./community --seed community.json --site ./public --port 8080`;

/** `rallykit serve`. */
export const serveCommand = (): Command =>
  new Command('serve')
    .description('Puts a community on the network, kept in one SQLite file.')
    .addOption(
      new Option('-p, --port <number>', 'port to listen at')
        .default(4173)
        .env('PORT')
        .argParser(whole(0, 65_535)),
    )
    .addOption(
      new Option('--host <address>', 'address to listen at; 0.0.0.0 for all of this machine’s')
        .default('127.0.0.1')
        .env('RALLYKIT_HOST'),
    )
    .addOption(dataOption())
    .option('--seed <file>', 'fills an empty community from this file')
    .option('--name <text>', 'name of a new community')
    .addOption(
      new Option(
        '--board <id[:purpose]=title>',
        'makes this board when it is not there; can be repeated',
      ).argParser(several(boardOf)),
    )
    .addOption(
      new Option('--origin <url>', 'site whose pages may use the community; can be repeated').argParser(
        several((text) => text),
      ),
    )
    .addOption(secretOption())
    .option('--jwks <url>', 'key set of an identity provider that signs tokens too')
    .option('--site <folder>', 'folder of a site to serve beside it')
    .addOption(
      new Option('--proxies <number>', 'proxies of your own before the server')
        .default(0)
        .argParser(whole(0, 10)),
    )
    .addOption(
      new Option('--log <level>', 'what is written to standard error as JSON lines')
        .choices(['silent', 'error', 'warn', 'info', 'debug'])
        .default('warn')
        .env('RALLYKIT_LOG'),
    )
    .addHelpText('after', examples)
    .action(serve);

/** Such as `help:support=Questions and answers`. */
function boardOf(text: string): NewBoard {
  const [, id, purpose = 'product-design', title] = /^([^:=]+)(?::([^=]+))?(?:=(.+))?$/.exec(text) ?? [];
  if (id === undefined) throw new InvalidArgumentError('Write it as product="Product ideas".');
  if (!Object.hasOwn(presets, purpose))
    throw new InvalidArgumentError(
      `There is no purpose “${purpose}”. Choose from ${Object.keys(presets).join(', ')}.`,
    );
  return { id: boardId(id), purpose: purpose as Purpose, title: title ?? id };
}

async function serve(options: Options): Promise<void> {
  const { port, host: address, origin: origins = [], jwks, proxies, log } = options;
  const { folder, host } = await openData(options.data);
  try {
    const kept = keptSecrets(folder);
    const files = bundle();
    const site: Mount[] = [...(files ? [files] : []), ...(options.site ? [{ folder: options.site }] : [])];
    const secret = options.secret ?? kept.secret;
    const logger = pino({ level: log }, pino.destination({ dest: 2, sync: true }));
    const guestSecret = kept.guestSecret;
    const server = createServer({ host, origins, secret, guestSecret, jwks, site, proxies, logger });
    if (options.seed !== undefined) await seedShown(host, { folder, file: options.seed });
    await ensureCommunity(operator(host), options.name);
    const boards = await ensureBoards(operator(host), options.board ?? []);
    const { url } = await server.listen({ port, host: address });
    console.log(welcome({ url, folder, origins, boards, bundled: files !== undefined }));
    await untilStopped(server, host);
  } finally {
    await host.close();
  }
}

interface Welcome {
  readonly url: string;
  readonly folder: string;
  readonly origins: readonly string[];
  readonly boards: readonly NewBoard[];
  readonly bundled: boolean;
}

function welcome({ url, folder, origins, boards, bundled }: Welcome): string {
  const tags = boards.map(({ id, purpose }) => {
    const tag = purpose === 'support' ? 'rally-questions' : 'rally-ideas';
    return `  <${tag} backend="${url}" board="${id}"></${tag}>`;
  });
  return [
    `RallyKit serves ${url}`,
    `The community is kept in ${folder}`,
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
