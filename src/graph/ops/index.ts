// All ops, and what leaves of graphs are made of.
export * from "./functions.ts";
export * from "./sources.ts";
