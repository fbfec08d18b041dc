import fc from 'fast-check';

// More runs of each property than the usual 100: RALLYKIT_RUNS=10000 npm test -- unit packages/core
const runs = Number(process.env['RALLYKIT_RUNS'] ?? 0);
if (runs > 0) fc.configureGlobal({ numRuns: runs });
