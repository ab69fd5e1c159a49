// Paragraphs with ids in the pages of LibreOffice's help. Knows these pages, and no other HTML.

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };

const textOf = (html: string): string =>
  html
    .replace(/<[^>]*>/g, "")
    .replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, decimal?: string, hex?: string, name?: string) =>
      name !== undefined ? (ENTITIES[name] ?? whole) : String.fromCodePoint(hex !== undefined ? parseInt(hex, 16) : Number(decimal)),
    )
    .replace(/[\s\u00ad]+/g, " ")
    .trim();

/** Id → text of each paragraph and heading that has both. */
export const helpParagraphs = (page: Uint8Array): Map<string, string> => {
  const out = new Map<string, string>();
  const html = new TextDecoder().decode(page);
  for (const [, , id, inner] of html.matchAll(/<(p|h\d)\b[^>]*?\bid="((?:par|hd)_id\w+)"[^>]*>([\s\S]*?)<\/\1>/g)) {
    const text = textOf(inner!);
    if (text !== "") out.set(id!, text);
  }
  return out;
};
