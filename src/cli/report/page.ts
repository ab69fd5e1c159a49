// placeholder until the page is written
import type { Language } from "../../viz/index.ts";
import type { Evidence } from "./evidence.ts";
export const reportPage = (evidence: Evidence, language: Language): string =>
  `<!doctype html><html lang="${language}"><title>${evidence.record.settings.name}</title></html>`;
