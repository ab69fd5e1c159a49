// How the lab is built: pages, worker and rooms into dist/lab, for any folder of any static host. Rooms are those whose folder has
// a room.tsx. Options for tests: where to build, which rooms, and a piece of the library's source to break.
import { fileURLToPath } from "node:url";
import type { UserConfig } from "vite";
import { brokenSource, formulas, guarded, offline, presentRooms } from "./build/plugins.ts";
import type { Break } from "./build/plugins.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const source = (path: string): string => fileURLToPath(new URL(`../src/${path}`, import.meta.url));

export interface LabOptions {
  /** Where to build; dist/lab unless told. */
  readonly outDir?: string;
  /** Only these rooms; all that exist unless told. */
  readonly rooms?: readonly string[];
  /** A place in the library's source that is broken in this build. */
  readonly sabotage?: Break;
}

/** The doors of the library, as the rooms and the code cells import them. */
const DOORS = ["nn", "optim", "losses", "metrics", "data", "io", "train", "viz", "datasets", "lecture", "tasks"];

export function labConfig({ outDir = fileURLToPath(new URL("../dist/lab", import.meta.url)), rooms, sabotage }: LabOptions = {}): UserConfig {
  const plugins = () => [presentRooms(here, rooms), formulas(), ...(sabotage ? [brokenSource(source(""), sabotage)] : [])];
  return {
    root: here,
    base: "./",
    plugins: [...plugins(), guarded(), offline()],
    worker: { format: "es", plugins, rolldownOptions: { output: { entryFileNames: "assets/[name]-[hash].js", chunkFileNames: "assets/[name]-[hash].js" } } },
    resolve: {
      alias: [
        ...DOORS.map((door) => ({ find: new RegExp(`^nabla/${door}$`), replacement: source(`${door}/index.ts`) })),
        { find: /^nabla\/inspect$/, replacement: source("inspect.ts") },
        { find: /^nabla\/linalg$/, replacement: source("linalg.ts") },
        { find: /^nabla\/mini$/, replacement: source("mini.ts") },
        { find: /^nabla$/, replacement: source("index.ts") },
      ],
    },
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    build: { outDir, emptyOutDir: true,
      manifest: "assets.json", target: "es2022", modulePreload: { polyfill: false }, assetsInlineLimit: 0, chunkSizeWarningLimit: 2000, reportCompressedSize: false },
    server: { host: "127.0.0.1", headers: { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" } },
  };
} // prettier-ignore

const config = labConfig();
export { config as default };
