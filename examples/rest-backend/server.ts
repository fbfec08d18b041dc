// Puts the suggestion box on the network for the widgets: `node --import tsx server.ts`, with its addresses and secrets
// in the environment.
import { createServer } from '@rallykit/server';
import { suggestionHost } from './backend.js';

const { BOX_URL = 'http://localhost:8080', BOX_KEY = '', RALLYKIT_SECRET = '', SITE = '' } = process.env;

const server = createServer({
  host: suggestionHost({ default: { name: 'Lumen & Sons', url: BOX_URL, key: BOX_KEY } }),
  secret: RALLYKIT_SECRET, // shared with your site, which signs a token for each person
  origins: [SITE], // your site, such as https://www.example.com
});
const { url } = await server.listen({ port: 4173 });
console.log(`RallyKit: ${url}`);
