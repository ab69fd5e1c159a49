// Parity: recurrent layers and cells.
import type { GRU, RNN } from "../../src/nn/index.ts";
import { LSTM, LSTMCell } from "../../src/nn/index.ts";
import * as nn from "../../src/nn/index.ts";
import type { Tensor } from "../../src/index.ts";
import type { Family, Row } from "./oracle.ts";

type Call = NonNullable<Row["call"]>;

/** Output and last state, as PyTorch returns them; a third input is lengths if it is whole, else the state. */
const run: Call = (module, input, ...more) => {
  const lengths = more[0]?.dtype === "i32" ? more[0] : undefined;
  const state = lengths ? undefined : more;
  if (module instanceof LSTM) {
    const [output, [h, c]] = module.run(input, {
      ...(lengths && { lengths: [...lengths.data()] }),
      ...(state?.length && { state: [state[0]!, state[1]!] as const }),
    });
    return [output, h, c];
  }
  const layer = module as RNN | GRU;
  return layer.run(input, { ...(lengths && { lengths }), ...(state?.length && { state: state[0]! }) });
};

const step: Call = (module, input, ...state) => {
  if (module instanceof LSTMCell) return module.run(input, state.length > 0 ? [state[0]!, state[1]!] : undefined);
  return module.forward(input, ...(state as readonly Tensor[]));
};

type Make = typeof nn.lstm;
const layers = (name: string, make: Make): NonNullable<Row["modules"]> => ({
  [name]: () => make(2, 3),
  [`${name} two layers, both directions`]: () => make(2, 3, { numLayers: 2, bidirectional: true }),
  [`${name} batch first without bias`]: () => make(2, 3, { batchFirst: true, bias: false }),
  [`${name} one sequence`]: () => make(2, 3),
  [`${name} one step, one sample, one unit`]: () => make(1, 1),
  [`${name} with state`]: () => make(2, 3, { numLayers: 2 }),
  [`${name} lengths`]: () => make(2, 3, { numLayers: 2, bidirectional: true }),
  [`${name} lengths batch first`]: () => make(2, 3, { batchFirst: true }),
  [`${name} dropout eval`]: () => make(2, 3, { numLayers: 2, dropout: 0.5 }),
});
const differences = "forward gives the output alone, run gives [output, state]; lengths instead of packed sequences";

type MakeCell = typeof nn.gruCell;
const cells = (name: string, make: MakeCell): NonNullable<Row["modules"]> => ({
  [name]: () => make(2, 3),
  [`${name} without bias`]: () => make(2, 3, { bias: false }),
  [`${name} with state`]: () => make(2, 3),
});

export const modulesRecurrent: Family = {
  name: "modules-recurrent",
  title: "Recurrent layers",
  rows: [
    {
      torch: "torch.nn.RNN",
      nabla: "nn.rnn",
      differences,
      call: run,
      modules: { ...layers("RNN", nn.rnn as unknown as Make), "RNN relu": () => nn.rnn(2, 3, { nonlinearity: "relu" }) },
    },
    {
      torch: "torch.nn.LSTM",
      nabla: "nn.lstm",
      differences,
      call: run,
      modules: {
        ...layers("LSTM", nn.lstm),
        "LSTM projected": () => nn.lstm(2, 4, { projSize: 2, numLayers: 2, bidirectional: true }),
      },
    },
    { torch: "torch.nn.GRU", nabla: "nn.gru", differences, call: run, modules: layers("GRU", nn.gru as unknown as Make) },
    {
      torch: "torch.nn.RNNCell",
      nabla: "nn.rnnCell",
      call: step,
      modules: {
        ...cells("RNNCell", nn.rnnCell),
        "RNNCell relu": () => nn.rnnCell(2, 3, { nonlinearity: "relu" }),
      },
    },
    {
      torch: "torch.nn.LSTMCell",
      nabla: "nn.lstmCell",
      differences: "forward gives the hidden state alone, run gives [hidden, cell]",
      call: step,
      modules: cells("LSTMCell", nn.lstmCell as unknown as MakeCell),
    },
    { torch: "torch.nn.GRUCell", nabla: "nn.gruCell", call: step, modules: cells("GRUCell", nn.gruCell) },
  ],
};
