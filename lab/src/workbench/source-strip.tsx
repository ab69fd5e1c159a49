// What to learn from: a list of sources and what belongs to the chosen one.
import { useId } from "preact/hooks";
import { Button, Slider } from "../kit/controls.tsx";
import { CURVE_SOURCES, PICTURE_SOURCES, POINT_SOURCES, TABLE_SOURCES, defaultsFor } from "./core/settings.ts";
import type { Source } from "./core/settings.ts";
import type { PartProps } from "./stage.tsx";

export function SourceStrip({ settings, words, set }: PartProps) {
  const id = useId();
  const groups: readonly (readonly [string, readonly Source[]])[] = [
    [words.sourceGroups.points, POINT_SOURCES],
    [words.sourceGroups.curves, CURVE_SOURCES],
    [words.sourceGroups.own, ["draw", "csv"]],
    [words.sourceGroups.tables, TABLE_SOURCES],
    [words.sourceGroups.pictures, PICTURE_SOURCES],
  ];
  const { data } = settings;
  const points = (POINT_SOURCES as readonly string[]).includes(data);
  const made = points || (CURVE_SOURCES as readonly string[]).includes(data);
  const isPictures = (PICTURE_SOURCES as readonly string[]).includes(data);
  return (
    <div class="source-strip">
      <div class="select source-select">
        <label for={id}>{words.data}</label>
        <select id={id} value={data} onChange={(event) => set(defaultsFor(event.currentTarget.value as Source))}>
          {groups.map(([name, sources]) => (
            <optgroup key={name} label={name}>
              {sources.map((source) => <option key={source} value={source} selected={source === data}>{words.sources[source]}</option>)}
              {sources === PICTURE_SOURCES && (
                <option value="" disabled>
                  {words.noDigits}
                </option>
              )}
            </optgroup>
          ))}
        </select>
      </div>
      {made && (
        <>
          <Slider label={words.count} value={settings.n} min={20} max={2000} step={20} onChange={(n) => set({ n })} />
          <Slider label={words.noise} value={settings.noise} min={0} max={0.6} step={0.01} onChange={(noise) => set({ noise })} />
          {data === "spirals" && <Slider label={words.turns} value={settings.turns} min={0.25} max={3} step={0.25} onChange={(turns) => set({ turns })} />}
          {data === "blobs" && <Slider label={words.classCount} value={settings.classes} min={2} max={8} step={1} onChange={(classes) => set({ classes })} />}
        </>
      )}
      {!isPictures &&  <Button kind="quiet" icon="dice" title={words.dataSeed(settings.ds)} onClick={() => set({ ds: 1 + Math.floor(Math.random() * 9998) })}>{made ? words.otherPoints : words.otherSplit}</Button>}
    </div>
  );
} // prettier-ignore
