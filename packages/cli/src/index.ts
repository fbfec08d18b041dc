export { bundle } from './bundle.js';
export { keptSecrets, openData, type Data, type Secrets } from './data.js';
export { main, untilStopped } from './run.js';
export { seedOnce, type SeedOptions } from './seed.js';
