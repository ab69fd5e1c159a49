// Every claim of the lecture, in its order.
import type { Claim } from "../claim.ts";
import { gateClaims } from "./gates.ts";
import { livingClaims } from "./living.ts";
import { neuronClaims } from "./neuron.ts";
import { xorClaims } from "./xor.ts";

export const claims: readonly Claim[] = [...livingClaims, ...neuronClaims, ...gateClaims, ...xorClaims];
