// Installs npm packages that only a making script needs into a folder under `.cache/`, never into the project.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** Makes sure that exactly these packages (`name@version`) lie under `.cache/<folder>`; returns the folder of one by its name. */
export const cachedPackages = (folder: string, specs: readonly string[]): ((name: string) => string) => {
  const cache = join(root, ".cache", folder);
  const folderOf = (name: string): string => join(cache, "node_modules", ...name.split("/"));
  const there = (spec: string): boolean => {
    const at = spec.lastIndexOf("@");
    const manifest = join(folderOf(spec.slice(0, at)), "package.json");
    return existsSync(manifest) && (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version === spec.slice(at + 1);
  };
  if (!specs.every(there)) {
    mkdirSync(cache, { recursive: true });
    writeFileSync(join(cache, "package.json"), JSON.stringify({ private: true }));
    const windows = process.platform === "win32";
    execFileSync(windows ? "npm.cmd" : "npm", ["install", "--save-exact", "--ignore-scripts", "--no-audit", "--no-fund", ...specs], {
      cwd: cache,
      stdio: "inherit",
      shell: windows,
    });
  }
  return folderOf;
};
