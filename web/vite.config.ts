import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const port = process.env["COMPLINE_PORT"] ?? "8080";

/** `static/` is served as it is; `public/` is a room. No source maps leave the build: the source is public anyway. */
export default defineConfig({
  root: import.meta.dirname,
  publicDir: "static",
  plugins: [react()],
  server: { host: "localhost", proxy: { "/api": { target: `http://localhost:${port}`, ws: true } } },
  build: { outDir: "dist", emptyOutDir: true, assetsInlineLimit: 0, modulePreload: { polyfill: false }, target: "es2023" },
});
