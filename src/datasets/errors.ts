// Errors about data sets: files that are not there, damaged, or cannot be fetched.
import { NablaError } from "../index.ts";

export const missingFileError = (file: string): NablaError =>
  new NablaError("dataset-file", `datasets: ${file} is not there; it belongs to the package nabla: install it again`);

export const damagedFileError = (file: string, what: string): NablaError =>
  new NablaError("dataset-file", `datasets: ${file} is damaged (${what}); install the package again`);

export const fetchError = (name: string, source: string, why: string): NablaError =>
  new NablaError("dataset-fetch", `${name}: could not get the ${source}, which holds the data: ${why}`);

export const optionError = (name: string, what: string): NablaError => new NablaError("dataset-option", `${name}: ${what}`);

export const unknownSetError = (name: string): NablaError =>
  new NablaError("dataset-option", `datasets: there is no data set ${JSON.stringify(name)}`);
