// `npm run build`: src → dist.
import { build, ensureInstalled } from "./prepare.mjs";

ensureInstalled();
process.exitCode = build();
