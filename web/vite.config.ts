// How the page is built: one HTML file, one script for the frame, and one for each page that is opened. cli/build-page.ts calls it.
import { defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  publicDir: 'public',
  build: {
    target: 'es2024',
    modulePreload: { polyfill: false },
    // A file inlined as data: would need a hole in the page's content security policy.
    assetsInlineLimit: 0,
    manifest: true,
    emptyOutDir: true,
    reportCompressedSize: false,
  },
})
