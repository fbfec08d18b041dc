import { httpBackend } from '@rallykit/backend-http';
import { personas, type Persona, type World } from '@rallykit/conformance';
import { communityPath, type BackendHost } from '@rallykit/core';
import { createServer, signGuestToken, signHostToken } from '@rallykit/server';

const secret = 'the secret of the sites of the specification';
const guestSecret = 'the secret of the server of the specification';
const operatorToken = 'the-token-of-the-operator-of-the-specification';

/** Puts a host on the network, and connects people to it as pages do: by the token of their site. */
export async function serve(host: BackendHost): Promise<Pick<World, 'connect' | 'close'>> {
  const limits = { personWrites: Infinity, addressWrites: Infinity };
  const server = createServer({ host, secret, guestSecret, operatorToken, communities: ['other'], limits });
  const { url } = await server.listen({ port: 0 });
  return {
    async connect(persona, community = 'default') {
      const token = await tokenOf(persona, community);
      return httpBackend({ url: url + communityPath(community), token, guest: 'never' });
    },
    close: () => server.close(0),
  };
}

function tokenOf(persona: Persona, community: string): Promise<string> | string | undefined {
  const identity = personas[persona];
  if (!identity) return undefined;
  switch (identity.role) {
    case 'operator':
      return operatorToken;
    case 'guest':
      return signGuestToken(guestSecret, identity, { community });
    default:
      return signHostToken(secret, identity, { community });
  }
}
