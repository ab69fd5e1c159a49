// The models of test/oracle/pytorch-models.py, written with nabla: their parameters have the same names.
import { arange, gelu, matmul, narrow, parameter, relu, zeros } from "../../src/index.ts";
import type { Tensor } from "../../src/index.ts";
import * as nn from "../../src/nn/index.ts";

export const mlp = (): nn.Module => nn.sequential(nn.linear(6, 8), nn.relu(), nn.batchNorm1d(8), nn.linear(8, 3));

class Block extends nn.Module {
  readonly conv1: nn.Conv2d;
  readonly bn1: nn.BatchNorm;
  readonly conv2: nn.Conv2d;
  readonly bn2: nn.BatchNorm;
  readonly downsample: nn.Module | null;

  constructor(inputs: number, outputs: number, stride: number) {
    super();
    this.conv1 = nn.conv2d(inputs, outputs, 3, { stride, padding: 1, bias: false });
    this.bn1 = nn.batchNorm2d(outputs);
    this.conv2 = nn.conv2d(outputs, outputs, 3, { padding: 1, bias: false });
    this.bn2 = nn.batchNorm2d(outputs);
    const changes = stride !== 1 || inputs !== outputs;
    this.downsample = changes ? nn.sequential(nn.conv2d(inputs, outputs, 1, { stride, bias: false }), nn.batchNorm2d(outputs)) : null;
  }

  forward(x: Tensor): Tensor {
    const past = this.downsample ? this.downsample.forward(x) : x;
    const through = this.bn2.forward(this.conv2.forward(relu(this.bn1.forward(this.conv1.forward(x)))));
    return relu(through.add(past));
  }
}

/** ResNet-18 with few channels. */
export class ResNet18 extends nn.Module {
  readonly conv1 = nn.conv2d(3, 4, 7, { stride: 2, padding: 3, bias: false });
  readonly bn1 = nn.batchNorm2d(4);
  readonly layer1 = nn.sequential(new Block(4, 4, 1), new Block(4, 4, 1));
  readonly layer2 = nn.sequential(new Block(4, 8, 2), new Block(8, 8, 1));
  readonly layer3 = nn.sequential(new Block(8, 12, 2), new Block(12, 12, 1));
  readonly layer4 = nn.sequential(new Block(12, 16, 2), new Block(16, 16, 1));
  readonly fc = nn.linear(16, 10);
  readonly #pool = nn.maxPool2d(3, { stride: 2, padding: 1 });
  readonly #end = nn.sequential(nn.adaptiveAvgPool2d(1), nn.flatten());

  forward(input: Tensor): Tensor {
    const first = this.#pool.forward(relu(this.bn1.forward(this.conv1.forward(input))));
    const last = [this.layer1, this.layer2, this.layer3, this.layer4].reduce((x, layer) => layer.forward(x), first);
    return this.fc.forward(this.#end.forward(last));
  }
}

/** Words to scores of words, through an LSTM in both directions. */
export const recurrent = (): nn.Module =>
  nn.sequential({
    embedding: nn.embedding(12, 6, { paddingIndex: 0 }),
    lstm: nn.lstm(6, 8, { numLayers: 2, bidirectional: true, batchFirst: true }),
    head: nn.linear(16, 5),
  });

/** GPT-2's linear layer: the weight is [in, out]. */
class Conv1D extends nn.Module {
  readonly weight: Tensor;
  readonly bias: Tensor;

  constructor(outputs: number, inputs: number) {
    super();
    this.weight = parameter(nn.init.normal([inputs, outputs], 0, 0.02));
    this.bias = parameter(zeros([outputs]));
  }

  forward(x: Tensor): Tensor {
    return matmul(x, this.weight).add(this.bias);
  }
}

class Attention extends nn.Module {
  readonly c_attn: Conv1D;
  readonly c_proj: Conv1D;
  readonly #heads: number;

  constructor(size: number, heads: number) {
    super();
    this.c_attn = new Conv1D(3 * size, size);
    this.c_proj = new Conv1D(size, size);
    this.#heads = heads;
  }

  forward(x: Tensor): Tensor {
    const [n, t, e] = x.shape as [number, number, number];
    const all = this.c_attn.forward(x);
    const part = (k: number): Tensor => narrow(all, -1, k * e, e).reshape([n, t, this.#heads, -1]).permute([0, 2, 1, 3]); // prettier-ignore
    const scores = matmul(part(0), part(1).transpose(2, 3)).div(Math.sqrt(e / this.#heads));
    const weights = nn.generateSquareSubsequentMask(t).add(scores).softmax(-1);
    return this.c_proj.forward(matmul(weights, part(2)).permute([0, 2, 1, 3]).reshape([n, t, e]));
  }
}

class Mlp extends nn.Module {
  readonly c_fc: Conv1D;
  readonly c_proj: Conv1D;

  constructor(size: number) {
    super();
    this.c_fc = new Conv1D(4 * size, size);
    this.c_proj = new Conv1D(size, 4 * size);
  }

  forward(x: Tensor): Tensor {
    return this.c_proj.forward(gelu(this.c_fc.forward(x), { approximate: "tanh" }));
  }
}

class Layer extends nn.Module {
  readonly ln_1: nn.LayerNorm;
  readonly attn: Attention;
  readonly ln_2: nn.LayerNorm;
  readonly mlp: Mlp;

  constructor(size: number, heads: number) {
    super();
    this.ln_1 = nn.layerNorm(size);
    this.attn = new Attention(size, heads);
    this.ln_2 = nn.layerNorm(size);
    this.mlp = new Mlp(size);
  }

  forward(input: Tensor): Tensor {
    const x = input.add(this.attn.forward(this.ln_1.forward(input)));
    return x.add(this.mlp.forward(this.ln_2.forward(x)));
  }
}

/** GPT-2, tiny; the head is the embedding. */
export class Gpt2 extends nn.Module {
  readonly transformer = {
    wte: nn.embedding(20, 16),
    wpe: nn.embedding(8, 16),
    h: [new Layer(16, 4), new Layer(16, 4)],
    ln_f: nn.layerNorm(16),
  };
  readonly lm_head = nn.linear(16, 20, { bias: false });

  constructor() {
    super();
    this.lm_head.weight = this.transformer.wte.weight;
  }

  forward(index: Tensor): Tensor {
    const { wte, wpe, h, ln_f } = this.transformer;
    const places = arange(0, index.shape[1], 1, { dtype: "i32" });
    const last = h.reduce((x, layer) => layer.forward(x), wte.forward(index).add(wpe.forward(places)));
    return this.lm_head.forward(ln_f.forward(last));
  }
}
