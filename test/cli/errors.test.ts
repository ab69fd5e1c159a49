// Bad input to the command line: one clear line on stderr, an exit code other than 0, no stack trace, nothing left behind.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folder, nabla } from "./nabla.ts";
import type { Outcome } from "./nabla.ts";

const write = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const table = ["size,weight,kind", ...Array.from({ length: 30 }, (_, i) => `${i},${(i * 37) % 11},${i % 2 === 0 ? "even" : "odd"}`)].join(
  "\n",
);
const good = write("good.csv", table);

function refuses({ code, out, error }: Outcome, words: RegExp): void {
  expect(error.trim().split("\n"), error).toHaveLength(1);
  expect(error).toMatch(/^nabla: \S/);
  expect(error).toMatch(words);
  expect(error).not.toMatch(/\n\s+at |unexpected failure/);
  expect(out).toBe("");
  expect(code).not.toBe(0);
}

const cases: readonly (readonly [string, readonly string[], RegExp])[] = [
  ["missing file", ["train", "nowhere.csv"], /nowhere\.csv.*no such file/],
  ["unknown data set", ["train", "leters"], /leters.*letters/],
  ["a folder", ["train", "folder.csv"], /folder\.csv.*folder/],
  ["empty file", ["train", write("empty.csv", "")], /empty\.csv/],
  ["header only", ["train", write("header.csv", "a,b,c\n")], /header\.csv/],
  ["ragged rows", ["train", write("ragged.csv", "a,b,c\n1,2,x\n3,4\n5,6,y\n")], /ragged\.csv, line 3/],
  ["open quote", ["train", write("quote.csv", 'a,b\n1,"x\n2,y\n')], /quote\.csv.*line 2.*quote/],
  ["a binary file", ["train", write("binary.csv", "a,b\n\u0000\u0000,1\n")], /binary\.csv.*not a text file/],
  ["unknown target", ["train", good, "--target", "kid"], /kid.*kind/],
  ["one class only", ["train", write("one.csv", `a,b\n${"1,x\n2,x\n3,x\n".repeat(5)}`), "--target", "b"], /one\.csv.*class/],
  ["text where numbers are due", ["train", good, "--target", "kind", "--task", "regression"], /kind.*number/],
  ["unknown task", ["train", good, "--task", "guessing"], /--task.*classification/],
  ["0 epochs", ["train", "iris", "--epochs", "0"], /--epochs.*from 1/],
  ["epochs in words", ["train", "iris", "--epochs", "many"], /--epochs/],
  ["rate of 0", ["train", "iris", "--lr", "0"], /--lr/],
  ["layer of size 0", ["train", "iris", "--layers", "8,0"], /--layers.*"0"/],
  ["layers in words", ["train", "iris", "--layers", "8,x"], /--layers.*"x"/],
  ["huge layer", ["train", "iris", "--layers", "100000000"], /--layers.*too large/],
  ["unknown activation", ["train", "iris", "--activation", "reluu"], /--activation.*relu/],
  ["batch of 0", ["train", "iris", "--batch", "0"], /--batch/],
  ["0 threads", ["train", "iris", "--threads", "0"], /--threads/],
  ["unknown option", ["train", "iris", "--epoch", "3"], /--epoch.*--epochs/],
  ["unknown command", ["trian", "iris"], /trian.*train/],
  ["option without value", ["train", "iris", "--epochs"], /--epochs/],
  ["nothing to train on", ["train"], /train.*letters/],
  ["too many names", ["train", "iris", "cars"], /argument/],
  ["target of a built-in set of pictures", ["train", "letters", "--target", "x"], /--target/],
  ["resume and a source", ["train", "iris", "--resume", folder], /--resume/],
  ["resume nothing", ["train", "--resume", "nothing"], /nothing.*no such folder/],
  ["resume another folder", ["train", "--resume", folder], /--resume.*checkpoint/],
  ["a run that is not there", ["evaluate", "nothing"], /nothing.*no such folder/],
  ["a folder that is no run", ["predict", folder, good], /no model\.json/],
  ["inspect a file", ["inspect", good], /folder of a run/],
  ["out is a file", ["train", "iris", "--epochs", "1", "--out", good], /--out.*file/],
];

describe("bad input", { concurrent: true }, () => {
  mkdirSync(join(folder, "folder.csv"), { recursive: true });
  for (const [name, args, words] of cases) test(name, async () => refuses(await nabla(args), words));

  test("nothing is left behind", async () => {
    for (const target of ["lost1", "lost2"]) {
      const args = target === "lost1" ? ["train", "nowhere.csv"] : ["train", good, "--target", "kid"];
      await nabla([...args, "--out", join(folder, target)]);
      expect(existsSync(join(folder, target))).toBe(false);
    }
    expect(readdirSync(folder).filter((file) => file === "runs" || file.endsWith(".tmp"))).toEqual([]);
  });

  test("with --json, too", async () => refuses(await nabla(["train", "nowhere.csv", "--json"]), /nowhere\.csv/));
});

describe("calls for help", () => {
  test("no command shows the commands", async () => {
    const { code, out } = await nabla([]);
    expect(code).toBe(0);
    expect(out).toMatch(/train[\s\S]*evaluate[\s\S]*predict[\s\S]*inspect[\s\S]*data[\s\S]*bench/);
  });

  test("--help of a command shows its options", async () => {
    const { code, out } = await nabla(["train", "--help"]);
    expect(code).toBe(0);
    expect(out).toMatch(/--target[\s\S]*--resume/);
  });

  test("--version", async () => expect((await nabla(["--version"])).out).toMatch(/^\d+\.\d+\.\d+\n$/));
});
