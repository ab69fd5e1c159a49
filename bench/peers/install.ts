// Peers live in a folder of their own (.cache/peers), apart from the library's dependencies: exact versions, no scripts of theirs are run.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface Packages {
  readonly folder: string;
  readonly specs: readonly string[];
}

const parts = (spec: string): readonly [name: string, version: string] => {
  const at = spec.lastIndexOf("@");
  return [spec.slice(0, at), spec.slice(at + 1)];
};

function present(place: string, spec: string): boolean {
  const [name, version] = parts(spec);
  const file = join(place, "node_modules", name, "package.json");
  return existsSync(file) && (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version.replace(/^v/, "") === version;
}

/** Installs what is missing. Tells why not, if it cannot. */
export function install(root: string, { folder, specs }: Packages, say: (text: string) => void): string | undefined {
  const place = join(root, folder);
  if (specs.every((spec) => present(place, spec))) return undefined;
  say(`installing ${specs.join(", ")}`);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, "package.json"), '{ "private": true, "type": "module" }\n');
  const words = ["install", "--save-exact", "--no-audit", "--no-fund", "--ignore-scripts", ...specs];
  const ran = spawnSync("npm", words, { cwd: place, encoding: "utf8", timeout: 600_000, shell: process.platform === "win32" });
  if (ran.status === 0) return undefined;
  const code = /npm (?:error|ERR!) code (\S+)/.exec(ran.stderr ?? "")?.[1];
  return `${specs.join(", ")} cannot be installed here${code === undefined ? "" : ` (${code})`}`;
}
