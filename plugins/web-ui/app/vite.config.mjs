import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('.'),
  publicDir: false,
  plugins: [svelte({ configFile: here('svelte.config.js') })],
  build: {
    target: 'es2022',
    outDir: here('../dist-app'),
    emptyOutDir: true,
    sourcemap: true,
    // Data addresses are no own origin: every file is a file.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      checks: { pluginTimings: false },
      input: { index: here('index.html'), plain: here('plain.html') },
    },
  },
});
