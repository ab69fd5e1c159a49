// The lecture's claims, for the proof drawer: which there are for a room, and what one finds. Runs in the worker.
import { claims } from "nabla/lecture";
import type { Claim, Finding } from "nabla/lecture";

/** What is said of a claim before it is computed. */
export type Statement = Pick<Claim, "id" | "ru" | "en" | "oracle" | "slide">;

export function list({ room }: { readonly room: string }): readonly Statement[] {
  return claims
    .filter((claim) => claim.room === room)
    .map(({ id, ru, en, oracle, slide }) => ({ id, ru, en, oracle, ...(slide && { slide }) }));
}

const letters = (): Promise<never> => Promise.reject(new Error("pictures of letters are not part of the lab yet"));

/** Computes a claim anew. */
export async function check({ id, seed }: { readonly id: string; readonly seed: number }): Promise<Finding> {
  const claim = claims.find((candidate) => candidate.id === id);
  if (!claim) throw new Error(`there is no claim "${id}"`);
  return claim.compute({ seed, budget: "quick", letters });
}
