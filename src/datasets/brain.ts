// A magnetic resonance image of one head with the mask of its brain and the names of its regions, brought from Debian at first use.
import { nifti } from "../io/index.ts";
import { debianCached, debianFiles } from "./debian.ts";
import type { DebianPackage, DebianSettings } from "./debian.ts";
import { damagedFileError } from "./errors.ts";
import type { FetchOptions } from "./types.ts";

/** A head in slices from below to above. */
export interface BrainScan {
  readonly license: string;
  readonly source: string;
  /** Slices, rows from back to front, columns: 181 × 217 × 181 cubes of 1 mm. */
  readonly shape: readonly [slices: number, height: number, width: number];
  /** Brightness, 0 to 255. */
  readonly scan: Uint8Array;
  /** 1 where there is brain. */
  readonly mask: Uint8Array;
  /** Number of the anatomical region; 0 where there is none. */
  readonly regions: Uint8Array;
  /** Number of a region → its name in the atlas AAL. */
  readonly names: ReadonlyMap<number, string>;
}

const FOLDER = "usr/share/mricron/templates";

const FILES: DebianPackage = {
  name: "brain",
  package: "mricron-data",
  files: {
    [`${FOLDER}/ch2.nii.gz`]: "cedf2b7d8656dc2f35dd86a57e0318e8",
    [`${FOLDER}/ch2bet.nii.gz`]: "af75ed52172dee5ff080621f20d343cc",
    [`${FOLDER}/aal.nii.gz`]: "2e7f077885659926ff0bb4702e9d7f56",
    [`${FOLDER}/aal.nii.txt`]: "0eb4c3db6e127dab71638ff603170c05",
  },
};

/** Whether `brain` would be read without fetching. */
export const brainCached = (cache?: string): boolean => debianCached(FILES, cache);

/**
 * The head of one man, scanned 27 times and averaged (Holmes et al. 1998), with the mask of its brain and 116 regions
 * (Tzourio-Mazoyer et al. 2002).
 * Fetched once (16 MB, of which 5 are kept) from the Debian package `mricron-data` by the system's apt, checked by MD5.
 * @throws when it cannot be had: names the package and the reason
 */
export const brain = async (options: FetchOptions & Pick<DebianSettings, "run"> = {}): Promise<BrainScan> => {
  const files = await debianFiles(FILES, options);
  const volume = (file: string): ReturnType<typeof nifti.readHost> => nifti.readHost(files.get(`${FOLDER}/${file}`)!, { name: file });
  const [scan, stripped, regions] = [volume("ch2.nii.gz"), volume("ch2bet.nii.gz"), volume("aal.nii.gz")];
  for (const other of [stripped, regions])
    if (other.shape.join() !== scan.shape.join() || other.dtype !== "u8")
      throw damagedFileError(FILES.package, "its volumes differ in size");
  const lines = new TextDecoder()
    .decode(files.get(`${FOLDER}/aal.nii.txt`))
    .trim()
    .split(/\r?\n/);
  return {
    license: "BSD-3-Clause (package mricron-data)",
    source: "Debian mricron-data",
    shape: scan.shape as BrainScan["shape"],
    scan: scan.data as Uint8Array,
    mask: (stripped.data as Uint8Array).map((value) => Number(value > 0)),
    regions: regions.data as Uint8Array,
    names: new Map(lines.map((line) => line.split(/\s+/)).map(([number, name]) => [Number(number), name!])),
  };
};
