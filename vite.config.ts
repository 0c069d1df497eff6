import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** react-aria brings its few words in 34 languages; we speak none of them but English, so the rest stays out. */
const withoutUnusedLanguages: Plugin = {
  name: 'foyer:without-unused-languages',
  enforce: 'pre',
  load: (id) =>
    /\/(react-aria|react-stately|react-aria-components)\/dist\/.*\/intl\/.*\/(?!en-US)[a-z]{2}-[A-Z]{2}\.mjs/.test(
      id,
    )
      ? 'export default {}'
      : null,
}

export default defineConfig({
  root: here('web'),
  cacheDir: here('node_modules/.vite'),
  plugins: [withoutUnusedLanguages, react()],
  build: {
    outDir: here('dist/web'),
    emptyOutDir: true,
    manifest: true,
    sourcemap: false,
    target: ['chrome123', 'edge123', 'firefox128', 'safari17.5'],
    // The content security policy allows no data: addresses and no inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The map of the world is the largest, and comes only with the map picker.
    chunkSizeWarningLimit: 1000,
  },
  server: {
    port: 4150,
    strictPort: true,
    proxy: {
      '^/api/': { target: 'http://127.0.0.1:3000' },
      '^/logos/': { target: 'http://127.0.0.1:3000' },
      // Beside them stands /sso/…/return, which is a page.
      '^/sso/[^/]+/(acs|metadata|jwks\\.json)([?]|$)': { target: 'http://127.0.0.1:3000' },
    },
  },
})
