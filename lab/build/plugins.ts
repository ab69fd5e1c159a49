// What the lab's build does beyond Vite: finds the rooms, sets formulas, lists the files for offline use, and breaks the library on
// purpose for tests. Runs in Node only.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";
import { POLICY } from "../../src/cli/lab-server.ts";
import { setFormulas } from "./formulas.ts";

/** `virtual:rooms` and `virtual:computes`: loaders of the rooms that have a room.tsx. The workbench is the room "together". */
export function presentRooms(lab: string, only?: readonly string[]): Plugin {
  const folders = (): readonly (readonly [id: string, folder: string])[] =>
    [
      ...readdirSync(join(lab, "src/rooms"), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => [name, `src/rooms/${name}`] as const),
      ["together", "src/workbench"] as const,
    ].filter(([id, folder]) => (only === undefined || only.includes(id)) && existsSync(join(lab, folder, "room.tsx")));
  const loaders = (name: string, file: string): string => {
    const lines = folders()
      .filter(([, folder]) => existsSync(join(lab, folder, file)))
      .map(([id, folder]) => `  ${JSON.stringify(id)}: () => import(${JSON.stringify(join(lab, folder, file))}),`);
    return `export const ${name} = {\n${lines.join("\n")}\n};\n`;
  };
  return {
    name: "nabla-lab-rooms",
    resolveId: (id) => (id === "virtual:rooms" || id === "virtual:computes" ? `\0${id}` : null),
    load: (id) => (id === "\0virtual:rooms" ? loaders("rooms", "room.tsx") : id === "\0virtual:computes" ? loaders("computes", "compute.ts") : null),
  };
} // prettier-ignore

/** tex`…` in the lab's sources becomes set formulas: KaTeX does its work here, not in the page. Its style sheet keeps one font format. */
export const formulas = (): Plugin => ({
  name: "nabla-lab-formulas",
  enforce: "pre",
  transform(code, id) {
    const path = id.split("?")[0]!;
    if (/katex[^/]*\.css$/.test(path)) {
      const fewer = code
        .replace(/@font-face\s*\{[^}]*KaTeX_(?:Fraktur|Script|SansSerif|Typewriter|Caligraphic)[^}]*\}/g, "")
        .replace(/,\s*url\([^)]*\.(?:woff|ttf)\)\s*format\(["'][^"']*["']\)/g, "");
      return { code: fewer, map: null };
    }
    if (!/\/lab\/src\/.*\.tsx?$/.test(path) || path.endsWith("/kit/formula.tsx") || !code.includes("tex`")) return null;
    return { code: setFormulas(code, path), map: null };
  },
}); // prettier-ignore

/** A piece of the library's source, and what stands there instead. */
export interface Break {
  readonly name: string;
  readonly file: string;
  readonly find: string;
  readonly put: string;
}

/** Sabotage: a build in which one primitive of the library is broken, so that proofs can be seen to notice. */
export const brokenSource = (source: string, { name, file, find, put }: Break): Plugin => ({
  name: "nabla-lab-sabotage",
  enforce: "pre",
  load(id) {
    if (id !== join(source, file)) return null;
    const text = readFileSync(id, "utf8");
    const times = text.split(find).length - 1;
    if (times !== 1) throw new Error(`sabotage ${name}: what it breaks stands in ${file} ${times} times, must stand there once`);
    return text.replace(find, () => put);
  },
});

/** The security policy of `nabla lab` in the page itself, for hosts that set no headers (which alone can forbid frames). */
export const guarded = (): Plugin => ({
  name: "nabla-lab-policy",
  apply: "build",
  transformIndexHtml: () => [
    { tag: "meta", attrs: { "http-equiv": "Content-Security-Policy", content: POLICY.replace(/; frame-ancestors [^;]*/, "") }, injectTo: "head-prepend" },
  ],
}); // prettier-ignore

/** The service worker with the list of all files of this build, and the hash of the list as its version. */
export const offline = (): Plugin => ({
  name: "nabla-lab-offline",
  apply: "build",
  enforce: "post",
  generateBundle: {
    order: "post",
    handler(_, bundle) {
      const files = Object.entries(bundle).filter(([name]) => !name.endsWith(".map"));
      const hash = createHash("sha256");
      for (const [name, file] of files) hash.update(name).update(file.type === "chunk" ? file.code : file.source);
      const lab = join(import.meta.dirname, "..");
      const shipped = readdirSync(join(lab, "public"));
      for (const name of shipped) hash.update(name).update(readFileSync(join(lab, "public", name)));
      const list = ["./", ...files.map(([name]) => name).filter((name) => name !== "index.html"), ...shipped].sort();
      const text = readFileSync(join(lab, "build/service-worker.js"), "utf8");
      hash.update(text);
      const source = text.replace("__FILES__", () => JSON.stringify(list)).replace("__VERSION__", () => JSON.stringify(hash.digest("hex").slice(0, 16)));
      this.emitFile({ type: "asset", fileName: "service-worker.js", source });
    },
  },
}); // prettier-ignore
