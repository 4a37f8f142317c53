/// <reference types="vitest/config" />

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { credits } from "./credits.ts";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const COMPRESSIBLE = /\.(js|css|html|svg|json|txt)$/;

/** Writes `.br` and `.gz` beside every text file, for the server to hand out as they are. From what
 * was written: Vite changes chunks until then. */
function precompressed(): Plugin {
  const best = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
  return {
    name: "precompressed",
    apply: "build",
    writeBundle({ dir }, bundle) {
      if (!dir) return;
      for (const name of Object.keys(bundle).filter(one => COMPRESSIBLE.test(one))) {
        const file = join(dir, name);
        const bytes = readFileSync(file);
        writeFileSync(`${file}.br`, brotliCompressSync(bytes, best));
        writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  plugins: [react(), credits(at(".")), precompressed()],
  resolve: { alias: { "@": at("./src") } },
  build: {
    outDir: at("../streamingpro/control/dashboard/static"),
    emptyOutDir: true,
    // One inlined picture more or less is nothing; a strict content policy is worth it.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1600, // Swagger UI, on its own page
    rollupOptions: { input: { index: at("./index.html"), apidocs: at("./apidocs.html") } },
  },
  server: {
    // `npm run dev` and `vite preview` beside a running `streamingpro serve`.
    proxy: {
      "/api/": { target: process.env.STREAMINGPRO_URL ?? "http://localhost:8000", ws: true },
    },
  },
  test: {
    restoreMocks: true,
    maxWorkers: "100%",
    // A page costs a test file half a second: most need none.
    projects: [
      {
        extends: true,
        test: { name: "pure", include: ["test/**/*.test.ts"], exclude: ["test/**/*.dom.test.ts"] },
      },
      {
        extends: true,
        test: {
          name: "page",
          include: ["test/**/*.test.tsx", "test/**/*.dom.test.ts"],
          environment: "jsdom",
          setupFiles: ["test/setup.ts"],
        },
      },
    ],
  },
});
