// The versions that a run is labelled with.
import { readFileSync } from "node:fs";

interface PackageRecord {
  readonly version: string;
}

export const version = (): string =>
  (JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as PackageRecord).version;

export const versions = (): Record<string, string> => ({ nabla: version(), node: process.versions.node, v8: process.versions.v8 });
