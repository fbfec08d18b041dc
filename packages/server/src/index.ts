export { createServer, type ListenOptions, type Server } from './create-server.js';
export type { Keys } from './identity.js';
export type { ServerLimits, ServerOptions } from './options.js';
export type { Mount } from './site.js';
export { signGuestToken, signHostToken, type HostIdentity, type SignOptions } from './sign.js';
