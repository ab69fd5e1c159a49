// How the code for several threads comes in a bundled page ("browser" in package.json): when a device with shared memory is
// made, for few pages share memory. Until it is there, and if it never comes, programs run on the calling thread: the same bits.
import type { Team } from "./threads.ts";

/** Calls `use` with the code for several threads: when it has been loaded, for which one may wait. */
export const withTeam = (use: (code: Team) => void): unknown => import("./team.ts").then(use).catch(() => undefined);
