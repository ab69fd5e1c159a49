// The door `nabla/io`: files of tensors. Reading and writing the disk itself is left to the caller.
export * as idx from "./idx.ts";
export * as nifti from "./nifti.ts";
export * as npy from "./npy.ts";
export type { ReadArrayOptions, WriteNpyOptions } from "./npy.ts";
export * as npz from "./npz.ts";
export type { WriteNpzOptions } from "./npz.ts";
export * as safetensors from "./safetensors.ts";
export type { HostTensor, SafetensorsFile, WriteOptions } from "./safetensors.ts";
export type { FileDType, FileEntry } from "./header.ts";
export { loadPyTorch } from "./pytorch.ts";
export type { LoadPyTorchOptions } from "./pytorch.ts";
export { readModelFile, writeModelFile } from "./export/model.ts";
export type { ExportModel, InputColumn, ModelFileRecord, Preprocessing } from "./export/model.ts";
export { exportModule } from "./export/module.ts";
export type { ModuleSource } from "./export/module.ts";
export { exportPyTorch } from "./export/pytorch.ts";
