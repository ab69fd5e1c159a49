// The room that is open: its figure, what to do, what one sees, proofs and code. Knows the contract, not the room.
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { language } from "../i18n/language.ts";
import { Boundary } from "./boundary.tsx";
import { CodeCell } from "./code-cell.tsx";
import { Icon } from "./icon.tsx";
import { notify } from "./notices.ts";
import { Predict } from "./predict.tsx";
import { ProofDrawer } from "./proofs.tsx";
import { entry, failure, link, reseed, reset, retry, room, seed, set, state } from "./route.ts";
import { words } from "./words.ts";

export function RoomView() {
  const say = words[language.value];
  const open = entry.value;
  const definition = room.value;
  if (!open) return <p class="loading">{say.loading}</p>;
  const head = (
    <div class="room-head">
      <p class="room-kicker">{say.roomNumber(open.number)}</p>
      <h1>{open[language.value]}</h1>
      {definition && <p class="room-lead">{definition.words[language.value].lead}</p>}
    </div>
  );
  if (failure.value !== null)
    return (
      <article class="room">
        {head}
        <div class="failure" role="alert">
          <p>
            {say.loadFailed}: {failure.value}
          </p>
          <button type="button" class="button" onClick={retry}>
            {say.again}
          </button>
        </div>
      </article>
    );
  if (!definition)
    return (
      <article class="room" aria-busy="true">
        {head}
        <p class="loading">{say.loading}</p>
      </article>
    );
  return <OpenRoom key={definition.id} head={head} />;
}

function OpenRoom({ head }: { readonly head: preact.JSX.Element }) {
  const definition = room.value!;
  const spoken = language.value;
  const say = words[spoken];
  const props = { state: state.value, set, words: definition.words[spoken], language: spoken, seed: seed.value };
  const { Figure, Do, See } = definition;
  const prediction = useMemo(() => definition.predict?.(props), [definition, spoken, state.value, seed.value]);
  const { lecture } = definition.words[spoken];
  const figure = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const element = figure.current!;
    const observer = new ResizeObserver(() => element.style.setProperty("--figure-height", `${element.offsetHeight}px`));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return (
    <article class={`room room-${definition.id}`}>
      {head}
      <div class="figure-place">
        <section class="figure" id="figure" ref={figure} tabIndex={-1} aria-label={entry.value![spoken]}>
          <Boundary>
            <Figure {...props} />
          </Boundary>
        </section>
      </div>
      <div class="aside">
        {prediction && <Predict id={definition.id} prediction={prediction} />}
        <section class="panel do" aria-labelledby="do-title">
          <h2 id="do-title">{say.doTitle}</h2>
          <Boundary>
            <Do {...props} />
          </Boundary>
          <Tools />
        </section>
        <section class="panel see" aria-labelledby="see-title">
          <h2 id="see-title">{say.seeTitle}</h2>
          <Boundary>
            <See {...props} />
          </Boundary>
          {lecture && (
            <p class="lecture">
              <span class="label">{say.lecture}</span> {lecture}
            </p>
          )}
        </section>
        <ProofDrawer definition={definition} state={state.value} seed={seed.value} />
      </div>
      <Boundary>
        <CodeCell definition={definition} state={state.value} seed={seed.value} />
      </Boundary>
    </article>
  );
}

/** What every room can: another seed, back to the beginning, a link. */
function Tools() {
  const say = words[language.value];
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(link());
    notify("copied");
  };
  return (
    <div class="tools">
      <button type="button" class="quiet" title={say.seedHelp} onClick={() => reseed()}>
        <Icon name="dice" />
        <span>
          {say.seed} {seed.value}
          <span class="unseen"> – {say.newSeed}</span>
        </span>
      </button>
      <button type="button" class="quiet" title={say.resetHelp} onClick={reset}>
        <Icon name="again" />
        <span>{say.reset}</span>
      </button>
      <button type="button" class="quiet" title={say.shareHelp} onClick={() => void copy().catch(() => undefined)}>
        <Icon name="link" />
        <span>{say.share}</span>
      </button>
    </div>
  );
}
