// Choices that do not go together: why, and a button that mends it. Nothing is hidden from the learner.
import { Icon } from "../shell/icon.tsx";
import type { Conflict } from "./core/decide.ts";
import type { Settings } from "./core/settings.ts";
import type { Words } from "./words.ts";

const nameOf = ({ code, about }: Conflict, words: Words): string => {
  if (code.startsWith("loss-")) return words.losses[about as keyof Words["losses"]] ?? about;
  return code.startsWith("metric-") ? (words.metrics[about as keyof Words["metrics"]] ?? about) : about;
};

export function Conflicts({ conflicts, words, classes, set }: { readonly conflicts: readonly Conflict[]; readonly words: Words; readonly classes: number; set(changes: Partial<Settings>): void }) {
  return (
    <div class="conflicts" role="status">
      {conflicts.map((conflict) => (
        <div key={conflict.code} class={conflict.fatal ? "note bad" : "note"} data-conflict={conflict.code}>
          {conflict.fatal && <Icon name="cross" />}
          <div>
            {words.conflicts[conflict.code](nameOf(conflict, words), classes)}{" "}
            <button type="button" class="link-button" onClick={() => set(conflict.cure)}>{words.fix}</button>
          </div>
        </div>
      ))}
    </div>
  );
} // prettier-ignore
