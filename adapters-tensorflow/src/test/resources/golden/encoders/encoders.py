"""Golden vectors of the encoders: hidden states in float64 of implementations that are not ours.

SASRec and GRU4Rec are RecBole's own modules (1.2.1); BSARec is written here after its authors' src/model/bsarec.py, with
RecBole's attention and feed-forward, which its authors' are copies of. Run with torch and recbole: python encoders.py FOLDER
"""
import json
import sys
from pathlib import Path

import torch
from recbole.model.layers import FeedForward, MultiHeadAttention, TransformerEncoder
from torch import nn

ITEMS, LENGTH, SIZE, BLOCKS, HEADS, SEED = 20, 7, 8, 2, 2, 5
SEQUENCES = [
    [0, 0, 0, 3, 9, 4, 21],
    [5, 6, 7, 8, 9, 10, 21],
    [0, 0, 0, 0, 0, 17, 21],
    [0, 0, 12, 12, 1, 20, 2],
    [1, 2, 21, 4, 5, 21, 7],
    [0, 0, 0, 0, 0, 0, 21],
]
LINEAR = {"query": (0, 3), "key": (1, 3), "value": (2, 3)}


def attention_mask(items):
    """Every position sees itself, padding too, and those before it that hold an item."""
    ones = torch.ones(items.shape[1], items.shape[1], dtype=torch.bool)
    seen = torch.tril(ones)[None, None] & (items != 0)[:, None, None] | torch.eye(len(ones), dtype=torch.bool)
    return torch.where(seen, 0.0, -1e9)


class Embedding(nn.Module):
    def __init__(self):
        super().__init__()
        self.token = nn.Embedding(ITEMS + 2, SIZE, padding_idx=0)
        self.position = nn.Embedding(LENGTH, SIZE)
        self.norm = nn.LayerNorm(SIZE, eps=1e-12)

    def forward(self, items):
        return self.norm(self.token(items) + self.position(torch.arange(LENGTH)))


class SasRec(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = Embedding()
        self.encoder = TransformerEncoder(BLOCKS, HEADS, SIZE, 4 * SIZE, 0.0, 0.0, "gelu", 1e-12)

    def forward(self, items):
        return self.encoder(self.embedding(items), attention_mask(items))[-1]


class Filter(nn.Module):
    def __init__(self, low):
        super().__init__()
        self.low = low
        self.beta = nn.Parameter(torch.randn(1, 1, SIZE))
        self.norm = nn.LayerNorm(SIZE, eps=1e-12)

    def forward(self, x):
        spectrum = torch.fft.rfft(x, dim=1, norm="ortho")
        spectrum[:, self.low :] = 0
        low = torch.fft.irfft(spectrum, n=x.shape[1], dim=1, norm="ortho")
        return self.norm(low + self.beta**2 * (x - low) + x)


class BsaRec(nn.Module):
    """Blocks of alpha filter + (1 - alpha) attention, then feed-forward; alpha 0.7, c 5: three frequencies are low."""

    def __init__(self):
        super().__init__()
        self.embedding = Embedding()
        self.filters = nn.ModuleList(Filter(5 // 2 + 1) for _ in range(BLOCKS))
        self.attentions = nn.ModuleList(
            MultiHeadAttention(HEADS, SIZE, 0.0, 0.0, 1e-12) for _ in range(BLOCKS)
        )
        self.forwards = nn.ModuleList(
            FeedForward(SIZE, 4 * SIZE, 0.0, "gelu", 1e-12) for _ in range(BLOCKS)
        )

    def forward(self, items):
        x, mask = self.embedding(items), attention_mask(items)
        for filtered, attention, fed in zip(self.filters, self.attentions, self.forwards):
            x = fed(0.7 * filtered(x) + 0.3 * attention(x, mask))
        return x


class Gru4Rec(nn.Module):
    def __init__(self):
        super().__init__()
        self.token = nn.Embedding(ITEMS + 2, SIZE, padding_idx=0)
        self.gru = nn.GRU(SIZE, SIZE, BLOCKS, bias=False, batch_first=True)
        self.dense = nn.Linear(SIZE, SIZE)

    def forward(self, items):
        states = torch.zeros(*items.shape, SIZE)
        for s, row in enumerate(items):
            first = int((row == 0).sum())
            if first < LENGTH:
                states[s, first:] = self.gru(self.token(row[None, first:]))[0][0]
        return self.dense(states)


def ours(name):
    """Returns the name of our variable, whether the source is transposed, and which third of it the source is."""
    part = name.split(".")
    kind = {"weight": "weight", "bias": "bias"}.get(part[-1])
    norm = {"weight": "scale", "bias": "shift"}.get(part[-1])
    if "token" in part:
        return "token", False, None
    if "position" in part:
        return "position", False, None
    if part[:2] == ["embedding", "norm"]:
        return "embedding_norm." + norm, False, None
    if part[0] == "dense":
        return "output." + kind, True, None
    if part[0] == "gru":
        which, layer = part[1].rsplit("_l", 1)
        return f"block.{layer}.gru_{'input' if which == 'weight_ih' else 'state'}.weight", True, None
    block = f"block.{part[2] if part[0] == 'encoder' else part[1]}."
    if part[0] == "filters":
        return (block + "filter_beta", False, None) if part[-1] == "beta" else (block + "filter_norm." + norm, False, None)
    inner = part[-2]
    attention = "multi_head_attention" in part or part[0] == "attentions"
    if inner == "LayerNorm":
        return block + ("attention_norm." if attention else "output_norm.") + norm, False, None
    if inner in LINEAR:
        return block + "attention_input." + kind, True, LINEAR[inner][0]
    return block + {"dense": "attention_output.", "dense_1": "feed_forward_inner.", "dense_2": "feed_forward_outer."}[inner] + kind, True, None


def parameters(model):
    """Returns our variables by name, weights [in, out]; query, key and value beside each other."""
    found = {}
    for name, value in model.named_parameters():
        target, transposed, third = ours(name)
        value = value.detach()
        if transposed and value.dim() == 2:
            value = value.T
        if target.endswith("filter_beta"):
            value = value.reshape(-1)
        found.setdefault(target, {})[third or 0] = value
    return {
        name: torch.cat([parts[k] for k in sorted(parts)], dim=-1) if len(parts) > 1 else parts[0]
        for name, parts in found.items()
    }


def main(folder):
    torch.set_default_dtype(torch.float64)
    sequences = torch.tensor(SEQUENCES)
    # The state of a position is of the items before it.
    items = torch.cat([torch.zeros(len(sequences), 1, dtype=torch.long), sequences[:, :-1]], dim=1)
    for kind, model in {"SASREC": SasRec, "BSAREC": BsaRec, "GRU4REC": Gru4Rec}.items():
        torch.manual_seed(SEED)
        encoder = model()
        with torch.no_grad():
            for value in encoder.parameters():
                value.copy_(torch.randn_like(value) * 0.4)
            for module in encoder.modules():
                if isinstance(module, nn.Embedding) and module.padding_idx == 0:
                    module.weight[0] = 0
            hidden = encoder.eval()(items)
        case = {
            "encoder": kind, "items": ITEMS, "maxLength": LENGTH, "hidden": SIZE, "blocks": BLOCKS, "heads": HEADS,
            "parameters": {
                name: {"shape": list(value.shape), "values": [float(f"{v:.9g}") for v in value.flatten()]}
                for name, value in parameters(encoder).items()
            },
            "sequences": SEQUENCES,
            "hiddenStates": [[[float(f"{v:.9g}") for v in row] for row in states] for states in hidden],
        }
        Path(folder, kind.lower() + ".json").write_text(json.dumps(case))
        print(kind, {name: list(value.shape) for name, value in parameters(encoder).items()})


main(sys.argv[1])
