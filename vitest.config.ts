// How the tests run: in processes of their own (the engine owns threads and memory), two at a time.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (path: string): string => fileURLToPath(new URL(`./src/${path}`, import.meta.url));
const folders = ["nn", "optim", "losses", "metrics", "data", "io", "train", "viz", "datasets", "lecture", "tasks"];

export default defineConfig({
  resolve: {
    alias: [
      ...folders.map((door) => ({ find: new RegExp(`^nabla/${door}$`), replacement: source(`${door}/index.ts`) })),
      { find: /^nabla\/inspect$/, replacement: source("inspect.ts") },
      { find: /^nabla\/linalg$/, replacement: source("linalg.ts") },
      { find: /^nabla\/native$/, replacement: source("native.ts") },
      { find: /^nabla\/mini$/, replacement: source("mini.ts") },
      { find: /^nabla$/, replacement: source("index.ts") },
    ],
  },
  test: {
    include: ["test/**/*.test.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 180_000,
    hookTimeout: 180_000,
    reporters: ["default"],
  },
});
