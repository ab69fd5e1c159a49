// The code cell: the exact library code of the figure.
import { language } from "../i18n/language.ts";
import type { AnyRoom } from "../rooms/index.ts";
import { words } from "./words.ts";

export function CodeCell({
  definition,
  state,
  seed,
}: {
  readonly definition: AnyRoom;
  readonly state: Readonly<Record<string, unknown>>;
  readonly seed: number;
}) {
  return (
    <section class="code">
      <h2>{words[language.value].codeTitle}</h2>
      <pre tabIndex={0}>{definition.code(state, language.value, seed)}</pre>
    </section>
  );
}
