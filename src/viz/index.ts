// The door `nabla/viz`: loss landscapes as numbers, and pictures as data.
export * from "./landscape/index.ts";
