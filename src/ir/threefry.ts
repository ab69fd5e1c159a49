// Threefry-2x32-20 as expressions on i32 words (or vectors of them): the same numbers as core/random.ts, inside kernels.
import { THREEFRY_PARITY, THREEFRY_ROTATIONS, THREEFRY_ROUNDS } from "../core/random.ts";
import { add, call, int } from "./build.ts";
import type { Expr } from "./types.ts";

/** The two words of random bits at a counter under a key. The results share most of their nodes: a pass must not walk them as trees. */
export function threefryExpr(key0: Expr, key1: Expr, counter0: Expr, counter1: Expr): [Expr, Expr] {
  const keys = [key0, key1, call("xor", call("xor", key0, key1), int(THREEFRY_PARITY))] as const;
  let x = add(counter0, key0);
  let y = add(counter1, key1);
  for (let round = 0; round < THREEFRY_ROUNDS; round++) {
    const turn = THREEFRY_ROTATIONS[round & 7]!;
    x = add(x, y);
    y = call("xor", call("or", call("shl", y, int(turn)), call("shr", y, int(32 - turn))), x);
    if ((round & 3) !== 3) continue;
    const injection = (round >> 2) + 1;
    x = add(x, keys[injection % 3]!);
    y = add(y, add(keys[(injection + 1) % 3]!, int(injection)));
  }
  return [x, y];
}
