"""Recurrent layers and cells."""
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence
from oracle import Family, randn

torch.manual_seed(0)
family = Family()
T, N, I, H = 4, 3, 2, 3


def with_state(module, *state):
    return lambda x, *rest: module(x, rest[0] if len(rest) == 1 else rest)


def packed(module, batch_first=False):
    def call(x, lengths):
        pack = pack_padded_sequence(x, lengths, batch_first=batch_first, enforce_sorted=False)
        output, state = module(pack)
        return pad_packed_sequence(output, batch_first=batch_first)[0], state
    return call


for name in ("RNN", "LSTM", "GRU"):
    make = getattr(nn, name)
    family.module(name, make(I, H), randn(T, N, I))
    family.module(f"{name} two layers, both directions", make(I, H, num_layers=2, bidirectional=True), randn(T, 2, I))
    family.module(f"{name} batch first without bias", make(I, H, batch_first=True, bias=False), randn(N, T, I))
    family.module(f"{name} one sequence", make(I, H), randn(T, I))
    family.module(f"{name} one step, one sample, one unit", make(1, 1), randn(1, 1, 1))
    layer = make(I, H, num_layers=2)
    states = [randn(2, N, H)] * (2 if name == "LSTM" else 1)
    family.module(f"{name} with state", layer, randn(T, N, I), *states, call=with_state(layer))
    layer = make(I, H, num_layers=2, bidirectional=True)
    family.module(f"{name} lengths", layer, randn(T, N, I), torch.tensor([2, 4, 1]), call=packed(layer))
    layer = make(I, H, batch_first=True)
    family.module(f"{name} lengths batch first", layer, randn(N, T, I), torch.tensor([4, 1, 3]), call=packed(layer, True))
    family.module(f"{name} dropout eval", make(I, H, num_layers=2, dropout=0.5), randn(T, N, I), training=False)
family.module("RNN relu", nn.RNN(I, H, nonlinearity="relu"), randn(T, N, I))
family.module("LSTM projected", nn.LSTM(I, 4, proj_size=2, num_layers=2, bidirectional=True), randn(T, 2, I))
for name in ("RNNCell", "LSTMCell", "GRUCell"):
    make = getattr(nn, name)
    family.module(name, make(I, H), randn(N, I))
    family.module(f"{name} without bias", make(I, H, bias=False), randn(N, I))
    cell = make(I, H)
    states = [randn(N, H) for _ in range(2 if name == "LSTMCell" else 1)]
    family.module(f"{name} with state", cell, randn(N, I), *states, call=with_state(cell))
family.module("RNNCell relu", nn.RNNCell(I, H, nonlinearity="relu"), randn(N, I))
family.write()
