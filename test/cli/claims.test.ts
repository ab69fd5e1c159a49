// `nabla claims`: one object a line for programs, a table for people, and exit codes.
import { expect, test } from "vitest";
import { nabla } from "./nabla.ts";

test("--json gives a line for each claim and a summary", async () => {
  const { code, events } = await nabla(["claims", "graph.diamond", "--seed", "3", "--json"]);
  expect(code).toBe(0);
  expect(events[0]).toMatchObject({ id: "graph.diamond", room: "graph", pass: true, seed: 3 });
  expect(typeof events[0]!["value"]).toBe("number");
  expect(typeof events[0]!["expected"]).toBe("number");
  expect(events[1]).toMatchObject({ event: "summary", passed: 1, failed: 0 });
  expect(events.length).toBe(2);
});

test("people read a room in their language", async () => {
  const { code, out } = await nabla(["claims", "living", "--lang", "ru"]);
  expect(code).toBe(0);
  expect(out).toContain("Живой нейрон");
  expect(out).toMatch(/✓ living\.rate\s+ожидалось .* найдено 0,?\.?\d+/);
  expect(out).toContain("4 верны, 0 неверны");
});

test("an unknown name is a wrong call, and the nearest one is told", async () => {
  const { code, error } = await nabla(["claims", "landscap"]);
  expect(code).toBe(2);
  expect(error).toContain('nabla: claims: there is no claim or room "landscap"; did you mean landscape?');
});
