// How good is a classifier? Accuracy is one number of many: which classes are confused, how sure it is, and whether it may be.
import assert from "node:assert/strict";
import { compile, softmax, tensor } from "nabla";
import { kFold, TablePreprocessor } from "nabla/data";
import { iris } from "nabla/datasets";
import { crossEntropy } from "nabla/losses";
import { accuracy, calibrationError, confusionMatrix, f1Metric, logLoss, rocAuc, start } from "nabla/metrics";
import * as nn from "nabla/nn";
import { adam } from "nabla/optim";

const { train, target } = await iris();
const { inputs, shape, targets } = TablePreprocessor.fit(train, { target }).transform(train);
const [features, labels] = [inputs, targets!];
const rows = (indices: Int32Array): number[][] =>
  Array.from(indices, (i) => Array.from(features.subarray(i * shape[1], (i + 1) * shape[1])));

// Every flower is judged once, by a network that has not seen it.
const probabilities: number[][] = [];
const classes: number[] = [];
const f1 = start(f1Metric({ classes: 3 }));
for (const { train: seen, test: unseen } of kFold(labels.length, 5, { labels })) {
  const model = nn.linear(shape[1], 3);
  const optimizer = adam({ lr: 0.1 }).over(model);
  const [x, y] = [tensor(rows(seen)), tensor(Int32Array.from(seen, (i) => labels[i]!))];
  const step = compile(() => {
    const loss = crossEntropy(model.forward(x), y);
    loss.backward();
    optimizer.step();
    return loss;
  });
  for (let t = 0; t < 150; t++) step();
  const answers = softmax(model.forward(tensor(rows(unseen))), 1).toArray() as number[][];
  const actual = Array.from(unseen, (i) => labels[i]!);
  f1.add(answers, actual);
  probabilities.push(...answers);
  classes.push(...actual);
}

const right = accuracy(probabilities, classes);
const confusion = confusionMatrix(probabilities, classes);
console.log(`accuracy ${(100 * right).toFixed(1)} %, F1 ${f1.result().toFixed(3)}, ROC-AUC ${rocAuc(probabilities, classes).toFixed(4)}`);
console.log(
  `log loss ${logLoss(probabilities, classes).toFixed(3)}, calibration error ${calibrationError(probabilities, classes).toFixed(3)}`,
);
console.table(confusion);
assert.ok(right > 0.9 && rocAuc(probabilities, classes) > 0.98);
// Batches give what the whole gives, and the diagonal of the table is what accuracy counts.
assert.equal(confusion.reduce((sum, row, i) => sum + row[i]!, 0) / classes.length, right);
