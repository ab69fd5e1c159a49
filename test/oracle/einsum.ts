// Parity: einstein's notation.
import { einsum, type Tensor } from "../../src/index.ts";
import type { Family } from "./oracle.ts";

const EQUATIONS = [
  "ij,jk->ik",
  "ij,jk",
  "ba",
  "ii",
  "iij->ji",
  "...ij,...jk->...ik",
  "b...a,a",
  "...i->i",
  "ij,ij->ij",
  "i,j,k->kji",
  "ij,jk,kl,lm->im",
  "bhqd,bhkd->bhqk",
  "ij,k->",
  "bi,ij,bj->b",
  "aB,Bc->ca",
];

export const einsumFamily: Family = {
  name: "einsum",
  title: "Einstein's notation",
  rows: [
    {
      torch: "torch.einsum",
      nabla: "einsum",
      cases: Object.fromEntries(EQUATIONS.map((equation) => [equation, (...x: Tensor[]) => einsum(equation, ...x)])),
    },
  ],
};
