"""Models of PyTorch with random weights: their files, an input, and what they make of it."""
import json
import os
import struct

import torch
import torch.nn.functional as F
from torch import nn
from oracle import pack, randint, randn

torch.manual_seed(3)
HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fixtures")


def save_safetensors(path, tensors):
    """The format's rules in a few lines: length of the header, header, bytes."""
    names = {torch.float32: "F32", torch.int64: "I64"}
    header, blobs, at = {}, [], 0
    for name, value in tensors.items():
        data = value.detach().contiguous().numpy().tobytes()
        header[name] = {"dtype": names[value.dtype], "shape": list(value.shape), "data_offsets": [at, at + len(data)]}
        blobs.append(data)
        at += len(data)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(blobs))


class Block(nn.Module):
    """The basic block of ResNet-18, by torchvision's names."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample = None
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        past = x if self.downsample is None else self.downsample(x)
        return F.relu(self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x))))) + past)


class ResNet18(nn.Module):
    """ResNet-18 with few channels, by torchvision's names."""

    def __init__(self, width=4, classes=10):
        super().__init__()
        self.conv1 = nn.Conv2d(3, width, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        sizes = [width, width, 2 * width, 3 * width, 4 * width]
        for k in range(1, 5):
            first = Block(sizes[k - 1], sizes[k], 1 if k == 1 else 2)
            setattr(self, f"layer{k}", nn.Sequential(first, Block(sizes[k], sizes[k], 1)))
        self.fc = nn.Linear(sizes[4], classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        for k in range(1, 5):
            x = getattr(self, f"layer{k}")(x)
        return self.fc(F.adaptive_avg_pool2d(x, 1).flatten(1))


class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(12, 6, padding_idx=0)
        self.lstm = nn.LSTM(6, 8, num_layers=2, bidirectional=True, batch_first=True)
        self.head = nn.Linear(16, 5)

    def forward(self, x):
        return self.head(self.lstm(self.embedding(x))[0])


class Conv1D(nn.Module):
    """GPT-2's linear layer: the weight is [in, out]."""

    def __init__(self, outputs, inputs):
        super().__init__()
        self.weight = nn.Parameter(randn(inputs, outputs) * 0.1)
        self.bias = nn.Parameter(randn(outputs) * 0.1)

    def forward(self, x):
        return x @ self.weight + self.bias


class Attention(nn.Module):
    def __init__(self, size, heads):
        super().__init__()
        self.heads = heads
        self.c_attn = Conv1D(3 * size, size)
        self.c_proj = Conv1D(size, size)

    def forward(self, x):
        n, t, e = x.shape
        q, k, v = (y.view(n, t, self.heads, -1).transpose(1, 2) for y in self.c_attn(x).split(e, -1))
        scores = q @ k.transpose(2, 3) / (e // self.heads) ** 0.5
        scores = scores.masked_fill(torch.triu(torch.ones(t, t), 1).bool(), float("-inf"))
        return self.c_proj((scores.softmax(-1) @ v).transpose(1, 2).reshape(n, t, e))


class Mlp(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.c_fc = Conv1D(4 * size, size)
        self.c_proj = Conv1D(size, 4 * size)

    def forward(self, x):
        return self.c_proj(F.gelu(self.c_fc(x), approximate="tanh"))


class Layer(nn.Module):
    def __init__(self, size, heads):
        super().__init__()
        self.ln_1 = nn.LayerNorm(size)
        self.attn = Attention(size, heads)
        self.ln_2 = nn.LayerNorm(size)
        self.mlp = Mlp(size)

    def forward(self, x):
        x = x + self.attn(self.ln_1(x))
        return x + self.mlp(self.ln_2(x))


class Gpt2(nn.Module):
    """GPT-2, tiny, by the names of its published weights; the head is the embedding."""

    def __init__(self, words=20, context=8, size=16, heads=4, layers=2):
        super().__init__()
        self.transformer = nn.ModuleDict({
            "wte": nn.Embedding(words, size), "wpe": nn.Embedding(context, size),
            "h": nn.ModuleList([Layer(size, heads) for _ in range(layers)]), "ln_f": nn.LayerNorm(size)})
        self.lm_head = nn.Linear(size, words, bias=False)
        self.lm_head.weight = self.transformer["wte"].weight

    def forward(self, x):
        parts = self.transformer
        y = parts["wte"](x) + parts["wpe"](torch.arange(x.shape[1]))
        for layer in parts["h"]:
            y = layer(y)
        return self.lm_head(parts["ln_f"](y))


mlp = nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.BatchNorm1d(8), nn.Linear(8, 3))
models = {
    "mlp": (mlp, randn(4, 6)),
    "resnet18": (ResNet18(), randn(2, 3, 32, 32)),
    "lstm": (Recurrent(), randint(0, 12, 2, 7)),
    "gpt2": (Gpt2(), randint(0, 20, 2, 6)),
}
records = {}
for name, (model, x) in models.items():
    for module in model.modules():
        if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
            module.running_mean.copy_(randn(*module.running_mean.shape) * 0.1)
            module.running_var.copy_(randn(*module.running_var.shape).abs() + 0.5)
    model.eval()
    state = model.state_dict()
    save_safetensors(os.path.join(HERE, f"{name}.safetensors"), state)
    torch.save(state, os.path.join(HERE, f"{name}.pt"))
    records[name] = {"input": pack(x), "output": pack(model(x))}
odd = {
    "epoch": 3, "rate": 0.5, "name": "odd", "done": True, "none": None, "list": [1, -2, 70000, 2 ** 40],
    "model": {"half": torch.tensor([1.5, -2]).half(), "brain": torch.tensor([1.5, -2]).bfloat16(), "double": torch.tensor([0.1]).double(),
              "long": torch.tensor([3, -4]), "int": torch.tensor([5]).int(), "short": torch.tensor([-6]).short(),
              "char": torch.tensor([-7]).char(), "byte": torch.tensor([200]).byte(), "bool": torch.tensor([True, False]),
              "scalar": torch.tensor(2.5), "empty": torch.zeros(0, 3), "turned": torch.arange(6.0).reshape(2, 3).t(),
              "part": torch.arange(12.0).reshape(3, 4)[1:, ::2], "parameter": nn.Parameter(torch.ones(2)),
              "alike": torch.arange(2.0).expand(3, 2)},
}
torch.save(odd, os.path.join(HERE, "odd.pt"))
torch.save(mlp, os.path.join(HERE, "whole-model.pt"))
torch.save({"a": torch.ones(2)}, os.path.join(HERE, "old-format.pt"), _use_new_zipfile_serialization=False)
with open(os.path.join(HERE, "pytorch-models.json"), "w") as file:
    json.dump(records, file)
    file.write("\n")
