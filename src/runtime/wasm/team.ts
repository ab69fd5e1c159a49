// All that only several threads need, in one place: pages load it where memory is shared.
export { spellTogether } from "../../emit/wasm/threads.ts";
export { Crew } from "./crew.ts";
