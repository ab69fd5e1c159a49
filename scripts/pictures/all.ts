// The list of all pictures of the documentation.
import { functionPictures } from "./functions.ts";
import { landscapePictures } from "./landscapes.ts";
import { modelPictures } from "./models.ts";
import { neuronPictures } from "./neurons.ts";
import type { Picture } from "./picture.ts";

export const allPictures: readonly Picture[] = [...neuronPictures, ...functionPictures, ...landscapePictures, ...modelPictures];
