// The workbench's quantities in the address bar.
import type { Settings } from "./core/settings.ts";

export { fields } from "./core/settings.ts";
export type State = Settings;
