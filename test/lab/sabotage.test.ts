// Nothing in the page is canned: in builds of the lab with one thing of the library broken, the drawer's named proofs turn red.
import { expect, test } from "vitest";
import { sabotages } from "../lecture/sabotage.ts";
import { prove, startLab } from "./harness.ts";

/** Which room is looked at under which sabotage; the claims that must notice stand in test/lecture/sabotage.ts. */
const LOOKS = [
  ["threshold", "gates"],
  ["bce-sign", "losses"],
  ["diamond-accumulation", "graph"],
] as const;

for (const [sabotage, room] of LOOKS)
  test(`${sabotage}: proofs of ${room} turn red`, async () => {
    const lab = await startLab({ sabotage, rooms: [room] });
    try {
      const page = await lab.open(`#/${room}`);
      const found = await prove(page);
      const named = sabotages.find(({ name }) => name === sabotage)!.red.filter((id) => id.startsWith(`${room}.`));
      expect(named.length).toBeGreaterThan(0);
      for (const id of named) expect([id, found[id]]).toEqual([id, false]);
      // What does not depend on the broken thing still holds: the page is not simply broken.
      expect(Object.values(found)).toContain(true);
      await expect.poll(() => page.locator(".verdict.bad").count(), { timeout: 10_000 }).toBe(1);
    } finally {
      await lab.close();
    }
  });
