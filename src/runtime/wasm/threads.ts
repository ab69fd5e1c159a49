// How the code for several threads comes: with the rest. `threads.page.ts` takes this file's place where pages are bundled.
import * as team from "./team.ts";

export type Team = typeof team;

/** Calls `use` with the code for several threads: at once. */
export const withTeam = (use: (code: Team) => void): unknown => use(team);
