// Finds a Chrome or Chromium for the tests in a page, or gets one: Debian's package where we may install it, else Playwright's.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root, runTool } from "./prepare.mjs";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const fixed = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
];

/** Path of a browser that is there, or null. */
export async function findBrowser() {
  const given = process.env.CHROME_PATH;
  if (given && existsSync(given)) return given;
  const folders = (process.env.PATH ?? "").split(process.platform === "win32" ? ";" : ":").filter(Boolean);
  for (const folder of folders) {
    for (const name of names) {
      const path = join(folder, process.platform === "win32" ? `${name}.exe` : name);
      if (existsSync(path)) return path;
    }
  }
  for (const path of fixed) if (existsSync(path)) return path;
  try {
    const { chromium } = await import(pathToFileURL(join(root, "node_modules/playwright-core/index.mjs")).href);
    const path = chromium.executablePath();
    return existsSync(path) ? path : null;
  } catch {
    return null;
  }
}

/** Path of a browser, installed if need be; null with the reason on stderr when it cannot be had. */
export async function ensureBrowser() {
  const found = await findBrowser();
  if (found) return found;
  const root = process.getuid?.() === 0;
  if (root && existsSync("/usr/bin/apt-get")) {
    process.stderr.write("nabla: installing Debian's chromium for the tests in a page …\n");
    const quiet = { stdio: ["ignore", 2, 2], env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
    spawnSync("apt-get", ["update", "-qq"], quiet);
    spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], quiet);
    const debian = await findBrowser();
    if (debian) return debian;
  }
  process.stderr.write("nabla: installing Playwright's chromium for the tests in a page …\n");
  runTool("playwright-core/cli.js", ["install", "--with-deps", "chromium-headless-shell"]);
  runTool("playwright-core/cli.js", ["install", "chromium"]);
  return findBrowser();
}
