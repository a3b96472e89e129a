import react from "@vitejs/plugin-react";
import { join } from "node:path";
import { defineConfig } from "vite";

const service = `http://localhost:${process.env["COMPLINE_PORT"] || "8080"}`;

/** `static/` is served as it is; `public/` is a room. No source maps leave the build: the source is public anyway. */
export default defineConfig(({ command }) => {
  // What ships is the production build, also when a test or a person's shell says otherwise.
  if (command === "build") process.env["NODE_ENV"] = "production";
  return {
    root: import.meta.dirname,
    publicDir: "static",
    plugins: [react()],
    // The service takes what comes from its own pages alone; in development they come from here.
    server: { host: "localhost", proxy: { "/api": { target: service, ws: true, headers: { origin: service } } } },
    build: { outDir: "dist", emptyOutDir: true, assetsInlineLimit: 0, modulePreload: { polyfill: false }, target: "es2023",
      // The service worker is a file of its own at a fixed address: its scope is the whole origin.
      rollupOptions: { input: { main: join(import.meta.dirname, "index.html"), sw: join(import.meta.dirname, "sw/sw.ts") }, output: { entryFileNames: ({ name }) => (name === "sw" ? "sw.js" : "assets/[name]-[hash].js") } },
    },
  };
});
