// Predict → run → explain: a question before the first run. The answer stays in this browser.
import { useState } from "preact/hooks";
import type { Prediction } from "../contract.ts";
import { language } from "../i18n/language.ts";
import { keep, kept } from "./storage.ts";
import { words } from "./words.ts";

export function Predict({ id, prediction }: { readonly id: string; readonly prediction: Prediction }) {
  const say = words[language.value];
  const { question, answers, right, reveal } = prediction;
  const [given, setGiven] = useState(() => {
    const stored = Number(kept(`predict.${id}`) ?? "x");
    return Number.isInteger(stored) && stored >= 0 && stored < answers.length ? stored : null;
  });
  const answer = (place: number | null): void => {
    setGiven(place);
    keep(`predict.${id}`, place === null ? null : String(place));
  };
  return (
    <section class="panel predict" aria-labelledby="predict-title">
      <h2 id="predict-title">{say.predictTitle}</h2>
      <p class="question">{question}</p>
      {given === null ? (
        <div class="answers" role="group" aria-labelledby="predict-title">
          {answers.map((text, place) => (
            <button type="button" class="answer" key={place} onClick={() => answer(place)}>
              {text}
            </button>
          ))}
        </div>
      ) : (
        <div class="reveal" role="status">
          <p>
            <span class="label">{say.predictYours}</span> {answers[given]}.{" "}
            {right !== undefined && <strong>{given === right ? say.predictRight : say.predictWrong}</strong>}
          </p>
          <div>{reveal}</div>
          <button type="button" class="quiet" onClick={() => answer(null)}>
            {say.predictRetry}
          </button>
        </div>
      )}
    </section>
  );
}
