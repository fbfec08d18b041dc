import { defineConfig } from 'vite';

/** RallyKit from its sources; a site of your own leaves this out. */
export default defineConfig({
  resolve: { conditions: ['rallykit-source', 'module', 'browser', 'development|production'] },
});
