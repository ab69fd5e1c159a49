// `npm run build`: src → dist, and the lab → dist/lab.
import { build, buildLab, ensureInstalled } from "./prepare.mjs";

ensureInstalled();
process.exitCode = build() || buildLab();
