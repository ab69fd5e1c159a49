"""The first training step of d) in PyTorch. The parent takes the time, start of the interpreter included."""
import torch, torch.nn as nn

model = nn.Sequential(
    nn.Conv2d(1, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 5), nn.ReLU(), nn.MaxPool2d(2),
    nn.Flatten(), nn.Linear(512, 128), nn.ReLU(), nn.Linear(128, 10),
)  # fmt: skip
optimizer = torch.optim.Adam(model.parameters(), 1e-3)
loss = nn.functional.cross_entropy(model(torch.rand(64, 1, 28, 28)), torch.arange(64) % 10)
loss.backward()
optimizer.step()
print(loss.item())
