// Of several texts that may be right, the one that the others speak for most. Knows no language and no network.
import { chrF } from "../metrics/index.ts";

/** A text that may be right, and how much it is trusted. */
export interface Voice {
  readonly text: string;
  readonly weight: number;
}

/**
 * The text that has most n-grams in common with all: the one with the highest mean chrF against the voices, each as heavy as it is trusted
 * (decoding by least expected risk). Source: Kumar and Byrne, "Minimum Bayes-risk decoding for statistical machine translation", 2004.
 */
export function consensus(voices: readonly Voice[]): string {
  const texts = [...new Set(voices.map(({ text }) => text))];
  const worth = (text: string): number => voices.reduce((sum, voice) => sum + voice.weight * chrF([text], [voice.text]), 0);
  const worths = texts.map(worth);
  return texts[worths.indexOf(Math.max(...worths))]!;
}
