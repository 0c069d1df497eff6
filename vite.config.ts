import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
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

/** What a page of a task needs beyond what every page does: all of it opens without a connection. */
const openOffline =
  /\/web\/(inside-organization|doing\/do-page|tasks\/tasks-page|locales\/(en|id)\.json)/
const fontsOffline = /inter-latin(-ext)?-wght-normal-.*\.woff2$/

/** Writes into the service worker which files it keeps, each with the hash of its content (web/service-worker.ts). */
const shellList: Plugin = {
  name: 'foyer:shell-list',
  apply: 'build',
  enforce: 'post',
  writeBundle: ({ dir = '' }, bundle) => {
    const kept = new Set<string>(['theme.js', 'favicon.svg'])
    const keep = (name: string) => {
      const file = bundle[name]
      if (!file || kept.has(name)) return
      kept.add(name)
      if (file.type !== 'chunk') return
      for (const css of file.viteMetadata?.importedCss ?? []) keep(css)
      for (const imported of file.imports) keep(imported)
    }
    for (const file of Object.values(bundle)) {
      const isWanted =
        file.type === 'chunk'
          ? file.name === 'index' || openOffline.test(file.facadeModuleId ?? '')
          : fontsOffline.test(file.fileName)
      if (isWanted) keep(file.fileName)
    }
    const hashOf = (name: string) =>
      `sha256-${createHash('sha256')
        .update(readFileSync(join(dir, name)))
        .digest('base64')}`
    const files = Object.fromEntries([
      ['/', hashOf('index.html')],
      ...[...kept].sort().map((name) => [`/${name}`, hashOf(name)]),
    ])
    const shell = {
      build: createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 16),
      files,
    }
    const worker = join(dir, 'service-worker.js')
    writeFileSync(
      worker,
      `const FOYER_SHELL=${JSON.stringify(shell)};${readFileSync(worker, 'utf8')}`,
    )
  },
}

export default defineConfig({
  root: here('web'),
  cacheDir: here('node_modules/.vite'),
  plugins: [withoutUnusedLanguages, react(), shellList],
  build: {
    outDir: here('dist/web'),
    emptyOutDir: true,
    manifest: true,
    sourcemap: false,
    target: ['chrome123', 'edge123', 'firefox128', 'safari17.5'],
    // The content security policy allows no data: addresses and no inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: here('web/index.html'), 'service-worker': here('web/service-worker.ts') },
      output: {
        // A service worker reaches as far as the folder that it stands in, and has one address for good.
        entryFileNames: ({ name }) =>
          name === 'service-worker' ? 'service-worker.js' : 'assets/[name]-[hash].js',
      },
    },
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
