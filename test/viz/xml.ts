// A strict reader of XML for tests: what is not well-formed is an error that says where. Knows no SVG.

/** An element. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (Element | string)[];
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Reads a document of one root element, without declarations, comments and CDATA: a scene's SVG has none. */
export function parseXml(text: string): Element {
  let at = 0;
  const fail = (why: string): never => {
    throw new Error(`${why} at ${at}: ${JSON.stringify(text.slice(at, at + 40))}`);
  };
  const match = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (!found) return null;
    at += found[0].length;
    return found[0];
  };
  const decode = (raw: string): string => {
    if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(raw)) fail("a forbidden character");
    return raw.replace(/&([^;]*)(;?)/g, (whole, name: string, end: string) => {
      if (end === "") return fail(`an unfinished entity ${whole}`);
      if (/^#\d+$/.test(name)) return String.fromCodePoint(Number(name.slice(1)));
      return ENTITIES[name] ?? fail(`an unknown entity ${whole}`);
    });
  };
  const element = (): Element => {
    if (match(/</y) === null) fail("an element must begin");
    const name = match(/[A-Za-z][\w:.-]*/y) ?? fail("an element needs a name");
    const attributes: Record<string, string> = {};
    for (;;) {
      const space = match(/\s+/y);
      if (match(/\/>/y) !== null) return { name, attributes, children: [] };
      if (match(/>/y) !== null) break;
      if (space === null) fail("attributes need a space between them");
      const key = match(/[A-Za-z][\w:.-]*/y) ?? fail("an attribute needs a name");
      if (Object.hasOwn(attributes, key)) fail(`the attribute ${key} comes twice`);
      if (match(/="/y) === null) fail("an attribute needs a value in quotes");
      const raw = match(/[^"<]*/y)!;
      if (match(/"/y) === null) fail("a value must end with a quote");
      attributes[key] = decode(raw);
    }
    const children: (Element | string)[] = [];
    for (;;) {
      const words = match(/[^<]+/y);
      if (words !== null) children.push(decode(words));
      if (text.startsWith("</", at)) {
        at += 2;
        if ((match(/[A-Za-z][\w:.-]*/y) ?? "") !== name) fail(`${name} must be closed`);
        if (match(/\s*>/y) === null) fail("a closing tag must end");
        return { name, attributes, children };
      }
      if (at >= text.length) fail(`${name} is never closed`);
      children.push(element());
    }
  };
  const root = element();
  match(/\s+/y);
  if (at !== text.length) fail("something stands behind the root");
  return root;
}

/** An element and all below it. */
export function* elementsOf(root: Element): Generator<Element> {
  yield root;
  for (const child of root.children) if (typeof child !== "string") yield* elementsOf(child);
}

/** The text in an element. */
export const textOf = (element: Element): string => element.children.map((child) => (typeof child === "string" ? child : textOf(child))).join(""); // prettier-ignore
