// The door `nabla/data`: data sets, splits, batches, scaling.
export { columnOf, labels, oneHotLabels, randomSplit, subset, tensorDataset } from "./dataset.ts";
export type { Column, ColumnLike, Dataset, HostBatch, Nested, SplitOptions } from "./dataset.ts";
export { affine, randomAffine, randomRotation, rotate } from "./image/affine.ts";
export type { AffineOptions, LookupOptions, RandomAffineOptions } from "./image/affine.ts";
export { colorJitter, grayscale, normalizeImages, randomGrayscale, toFloat } from "./image/color.ts";
export type { ColorJitterOptions, GrayscaleOptions } from "./image/color.ts";
export { centerCrop, randomCrop, randomResizedCrop } from "./image/crop.ts";
export type { RandomCropOptions, RandomResizedCropOptions } from "./image/crop.ts";
export { randomErasing } from "./image/erasing.ts";
export type { RandomErasingOptions } from "./image/erasing.ts";
export { horizontalFlip, verticalFlip } from "./image/flip.ts";
export type { FlipOptions } from "./image/flip.ts";
export { distortInk } from "./image/ink.ts";
export type { DistortInkOptions } from "./image/ink.ts";
export { cutmix, mixup } from "./image/mixing.ts";
export type { MixOptions } from "./image/mixing.ts";
export { augmentImages, composeAugments, composeImages } from "./image/pictures.ts";
export type { ImageTransform, Interpolation, Size } from "./image/pictures.ts";
export { resize } from "./image/resample.ts";
export type { ResizeOptions } from "./image/resample.ts";
export { samplePixels } from "./image/sample.ts";
export { padSequences } from "./collate.ts";
export type { Padded, PadOptions } from "./collate.ts";
export { groupSplit, kFold, timeSplit } from "./folds.ts";
export type { Fold, KFoldOptions, TimeSplitOptions } from "./folds.ts";
export { jsonLines, jsonLinesTable, parseJsonLines } from "./jsonLines.ts";
export type { JsonValue } from "./jsonLines.ts";
export { textLines } from "./lines.ts";
export type { TextOptions, TextSource } from "./lines.ts";
export { Loader, loader } from "./loader.ts";
export type { Augment, LoaderOptions } from "./loader.ts";
export { RandomSource } from "./random.ts";
export { distributedSampler, randomSampler, sequentialSampler, stratifiedSampler, weightedSampler } from "./samplers.ts";
export type { DistributedSamplerOptions, Sampler, StratifiedSamplerOptions, WeightedSamplerOptions } from "./samplers.ts";
export { Stream, stream } from "./stream.ts";
export type { StreamSource } from "./stream.ts";
export { streamFromWorker } from "./worker.ts";
export type { WorkerStreamOptions } from "./worker.ts";
export { OneHotEncoder, OrdinalEncoder } from "./encoders.ts";
export type { EncoderOptions, EncoderState } from "./encoders.ts";
export { Imputer, MinMaxScaler, QuantileTransformer, RobustScaler } from "./scaling.ts";
export type { ImputerOptions, ImputerState, LineState, QuantileOptions, QuantileState } from "./scaling.ts";
export { StandardScaler } from "./scaler.ts";
export type { ScalerState } from "./scaler.ts";
export { CsvReader, csvRecords, decodeText } from "./csv.ts";
export type { CsvRecord, DecodedText, DecodeOptions } from "./csv.ts";
export { parseCsv } from "./parseCsv.ts";
export type { CsvOptions, CsvTable, TextTable } from "./parseCsv.ts";
export { TablePreprocessor } from "./preprocess.ts";
export type { FitTableOptions, PreprocessorState, TransformedTable, TransformOptions } from "./preprocess.ts";
export { TableInputs } from "./features.ts";
export type {
  CategoryFeature,
  Feature,
  FitInputsOptions,
  IgnoredInput,
  Imputed,
  MissingRule,
  NumberFeature,
  TableInputsState,
} from "./features.ts";
export { splitRows } from "./splitRows.ts";
export type { SplitRowsOptions } from "./splitRows.ts";
export { readTable, readTarget, selectRows, tableOf } from "./table.ts";
export type {
  CategoryColumn,
  ClassTarget,
  ColumnType,
  IgnoredColumn,
  IgnoredReason,
  NumberColumn,
  Table,
  TableColumn,
  TableTask,
  ValueTarget,
} from "./table.ts";
export { BpeTokenizer } from "./text/bpe.ts";
export type { BpeOptions, BpeState } from "./text/bpe.ts";
export type { Merge } from "./text/pairs.ts";
export type { Tokenizer } from "./text/vocabulary.ts";
export { WordPieceTokenizer } from "./text/wordpiece.ts";
export type { WordPieceOptions, WordPieceState } from "./text/wordpiece.ts";
export { CharacterTokenizer, WordTokenizer } from "./text/words.ts";
export type { VocabularyOptions, VocabularyState } from "./text/words.ts";
