// Parity of names: random numbers have no common values, so each row names the test of its distribution.
import type { Family, Row } from "./oracle.ts";

const row = (torch: string, nabla: string, title: string, differences?: string): Row => ({
  torch,
  nabla,
  testedBy: { file: "engine/sampling.test.ts", title },
  ...(differences !== undefined && { differences }),
});
const SHAPE = "the shape is a list; the generator an option";

export const random: Family = {
  name: "random",
  title: "Random numbers",
  rows: [
    row("torch.rand", "rand", "rand, randUniform", SHAPE),
    row("torch.rand_like", "randLike", "rand, randUniform"),
    row("torch.randn", "randn", "randn, randNormal", SHAPE),
    row("torch.randn_like", "randnLike", "randn, randNormal"),
    row("torch.randint", "randint", '"randint"', "i32"),
    row("torch.randint_like", "randintLike", '"randint"'),
    row("torch.randperm", "randperm", "randperm gives every order equally often", "i32"),
    row("torch.normal", "randNormal", "randn, randNormal", "differentiable in mean and std; `normal` takes a key"),
    row("torch.bernoulli", "randBernoulli", '"randBernoulli"', "`bernoulli` takes a key"),
    row("torch.multinomial", "multinomial", "multinomial with replacement follows the weights", "i32"),
    row("torch.Tensor.exponential_", "randExponential", '"randExponential"', "gives a new tensor"),
    row("torch.distributions.Gamma", "randGamma", '"randGamma"', "a function; no gradient at the shape parameter"),
    row("torch.distributions.Categorical", "categorical", "categorical and gumbelSoftmax follow softmax", "a function of logits that gives samples"),
    row("torch.nn.functional.gumbel_softmax", "gumbelSoftmax", "categorical and gumbelSoftmax follow softmax"),
    row("torch.manual_seed", "manualSeed", "a recorded step draws new numbers at each run, and the same after the same seed", "other numbers than PyTorch's"),
    row("torch.Generator", "Generator", "the same seed gives the same numbers on every device", "gives keys; the same numbers on every device"),
  ],
}; // prettier-ignore
