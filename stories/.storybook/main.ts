import type { StorybookConfig } from '@storybook/web-components-vite';

const config: StorybookConfig = {
  framework: '@storybook/web-components-vite',
  stories: ['../*.stories.ts'],
  addons: ['@storybook/addon-docs', '@storybook/addon-a11y'],
  core: { disableTelemetry: true, disableWhatsNewNotifications: true },
  viteFinal: (vite) => ({
    ...vite,
    // As the widgets themselves ask of a browser: light-dark() as it is, for lowered it needs a colour-scheme in this very file.
    build: { ...vite.build, cssTarget: ['chrome123', 'firefox120', 'safari17.5'] },
    resolve: {
      ...vite.resolve,
      conditions: ['rallykit-source', 'module', 'browser', 'development'],
      dedupe: ['lit'],
    },
    optimizeDeps: { ...vite.optimizeDeps, include: ['lit', 'lit/decorators.js'] },
  }),
};

export default config;
