"""The first training step of PyTorch. The parent takes the time, start of the interpreter included."""
import torch, torch.nn as nn

model = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
optimizer = torch.optim.SGD(model.parameters(), 0.1)
loss = nn.functional.mse_loss(model(torch.tensor([[0.0, 0], [0, 1], [1, 0], [1, 1]])), torch.tensor([[0.0], [1], [1], [0]]))
loss.backward()
optimizer.step()
print(loss.item())
