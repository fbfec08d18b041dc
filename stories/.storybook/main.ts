import type { StorybookConfig } from '@storybook/web-components-vite';

const config: StorybookConfig = {
  framework: '@storybook/web-components-vite',
  stories: ['../*.stories.ts'],
  addons: ['@storybook/addon-docs', '@storybook/addon-a11y'],
  core: { disableTelemetry: true, disableWhatsNewNotifications: true },
  viteFinal: (vite) => ({
    ...vite,
    resolve: {
      ...vite.resolve,
      conditions: ['rallykit-source', 'module', 'browser', 'development'],
      dedupe: ['lit'],
    },
    optimizeDeps: { ...vite.optimizeDeps, include: ['lit', 'lit/decorators.js'] },
  }),
};

export default config;
