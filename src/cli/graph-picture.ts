// The graph of a network as a picture: operations with their shapes, from the input to the output, or on to the gradients.
import { existsSync, statSync } from "node:fs";
import { dirname, extname } from "node:path";
import { grad, zeros } from "../index.ts";
import type { Tensor } from "../index.ts";
import type { Module } from "../nn/index.ts";
import { computationGraph, themes, toSvg } from "../viz/index.ts";
import type { GraphSceneNode } from "../viz/index.ts";
import type { Architecture } from "./architecture.ts";
import { CommandError, usageError } from "./errors.ts";
import { writeWhole } from "./files.ts";
import { inputDtype } from "./network.ts";
import { pngOf } from "./png.ts";

export interface GraphPictureOptions {
  readonly theme: "light" | "dark";
  readonly language: "en" | "ru";
  readonly title: string;
  /** Also the operations of the gradient of the output's mean. */
  readonly gradient: boolean;
}

/** More nodes than this are no picture any more. */
const MOST = 400;

/** Checks the name of the file before anything is computed. */
export function checkGraphFile(path: string): void {
  if (![".svg", ".png"].includes(extname(path).toLowerCase())) throw usageError(`--graph ${path}: name a file that ends in .svg or .png`);
  const parent = dirname(path);
  if (!existsSync(parent) || !statSync(parent).isDirectory()) throw usageError(`--graph ${path}: there is no folder ${parent}`);
}

/** Nodes below the roots, inputs before users. */
function nodesBelow(roots: readonly Tensor[]): Tensor[] {
  const seen = new Set<Tensor>();
  const out: Tensor[] = [];
  const stack: { readonly node: Tensor; at: number }[] = [];
  for (const root of roots) {
    if (!seen.has(root)) stack.push({ node: root, at: 0 });
    seen.add(root);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const input = top.node.inputs[top.at++];
      if (input === undefined) {
        out.push(top.node);
        stack.pop();
      } else if (!seen.has(input)) {
        seen.add(input);
        stack.push({ node: input, at: 0 });
      }
    }
  }
  return out;
}

const shapeText = (shape: readonly number[]): string => (shape.length === 0 ? "·" : shape.join("×"));

/** The graph of the forward pass of one example as data of a picture. */
export function graphNodes(model: Module, architecture: Architecture, gradient: boolean): GraphSceneNode[] {
  const x = zeros([1, ...architecture.input], { dtype: inputDtype(architecture) }).realize();
  const output = model.forward(x);
  const named = model.namedParameters();
  const slopes = gradient ? grad(output.mean(), named.map(([, parameter]) => parameter)) : []; // prettier-ignore
  const names = new Map<Tensor, string>(named.map(([name, parameter]) => [parameter, name]));
  for (const [name, buffer] of model.namedBuffers()) names.set(buffer, name);
  const ends = new Map<Tensor, string>(slopes.map((slope, k) => [slope, `∂ ${named[k]![0]}`]));
  const nodes = nodesBelow([output, ...slopes]);
  const ids = new Map(nodes.map((node, id) => [node, id]));
  return nodes.map((node, id) => {
    const leaf = node.inputs.length === 0;
    const kind = node === x ? "input" : names.has(node) ? "parameter" : node === output || ends.has(node) ? "output" : leaf ? "constant" : "operation"; // prettier-ignore
    const label = node === x ? "x" : (names.get(node) ?? ends.get(node) ?? node.op.name);
    return { id, label, detail: shapeText(node.shape), kind, inputs: node.inputs.map((from) => ids.get(from)!) };
  });
}

/** Draws the graph of a network into a file; tells how many nodes it has. */
export async function drawGraph(
  path: string,
  model: Module,
  architecture: Architecture,
  { theme, language, title, gradient }: GraphPictureOptions,
): Promise<number> {
  // prettier-ignore
  const nodes = graphNodes(model, architecture, gradient);
  if (nodes.length > MOST) throw new CommandError(`--graph ${path}: the graph has ${nodes.length} nodes, too many for a picture (${MOST} at most)${gradient ? "; leave out --gradient" : ""}`); // prettier-ignore
  const svg = toSvg(computationGraph(nodes, { language, title }), { theme: themes[theme] });
  writeWhole(path, extname(path).toLowerCase() === ".png" ? await pngOf(svg) : svg);
  return nodes.length;
}
