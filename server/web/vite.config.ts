import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

// The program serves what this makes under a content security policy without inline scripts, styles or data: URLs, and
// no page may ask another host for anything: so nothing is inlined and fonts are files of our own.
export default defineConfig({
  plugins: [react()],
  test: { setupFiles: ['./vitest.setup.mjs'] },
  server: { fs: { allow: ['..'] } }, // stories hold the words of the page against what the server can say
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    emptyOutDir: true,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700, // build.mjs weighs what counts: the shell, compressed
  },
})
