// Mealwright's own server: its pages, its sign-in, and its community beside them. `npm start` runs it.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createServer, signHostToken, type HostIdentity } from '@rallykit/server';
import { bundle, keptSecrets, main, openData, seedOnce, untilStopped } from 'rallykit';

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const port = Number(process.env['PORT'] ?? 4173);
const data = process.env['RALLYKIT_DATA'] ?? path('../../.rallykit');

/** Mealwright's accounts. Yours are in your database. */
const { members } = JSON.parse(readFileSync(path('seed.json'), 'utf8')) as { members: HostIdentity[] };

async function start(): Promise<void> {
  const { folder, host } = await openData(data);
  const { secret, guestSecret } = keptSecrets(folder);

  /**
   * `POST /sign-in` tells the community who is here. A real site knows that from its own session; this demo believes
   * whoever is chosen in its menu.
   */
  async function handle(request: Request): Promise<Response | undefined> {
    if (request.method !== 'POST' || new URL(request.url).pathname !== '/sign-in') return undefined;
    const body = (await request.json().catch(() => null)) as { member?: unknown } | null;
    const account = members.find(({ id }) => id === body?.member);
    if (!account) return Response.json({ error: 'There is no such account.' }, { status: 404 });
    const token = await signHostToken(secret, account, { expiresIn: '8h' });
    return Response.json({ token, name: account.name });
  }

  const scripts = bundle();
  if (!scripts)
    console.error('The pages stay without a community: rallykit.js is not built. Run npm run build.');
  const site = [...(scripts ? [scripts] : []), { folder: path('public') }];
  const server = createServer({ host, secret, guestSecret, handle, site, updatesPage: '/' });
  if (await seedOnce(host, { folder, file: path('seed.json') }))
    console.log('A community was made for the demo.');
  const { port: taken } = await server.listen({ port });
  console.log(`RallyKit demo: http://localhost:${taken} (ready after ${process.uptime().toFixed(1)} s)`);
  await untilStopped(server, host);
}

await main(start());
