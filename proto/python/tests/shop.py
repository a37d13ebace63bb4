"""A small shop whose next item is mostly the following number."""

import os
import random

from emkd import v1

TARGET = os.environ["EMKD_TEST_TARGET"]
SECURED = os.environ["EMKD_TEST_SECURED"]
LIMITED = os.environ["EMKD_TEST_LIMITED"]
ITEMS = 20

TRAINING = v1.TrainingOptions(
    hidden_size=16,
    max_length=6,
    window_step=1,
    networks=2,
    batch_size=64,
    dropout=0.1,
    learning_rate=0.005,
    epochs=40,
    patience=0,
)


def short(epochs: int) -> v1.TrainingOptions:
    options = v1.TrainingOptions()
    options.CopyFrom(TRAINING)
    options.epochs = epochs
    return options


def sequences(users: int) -> str:
    """Lines of user, item, item and so on."""
    draw = random.Random(5)
    lines = []
    for user in range(1, users + 1):
        item = draw.randrange(ITEMS)
        words = [f"u{user}"]
        for _ in range(8):
            words.append(f"i{item + 1}")
            item = (item + 1) % ITEMS if draw.random() < 0.8 else draw.randrange(ITEMS)
        lines.append(" ".join(words))
    return "\n".join(lines) + "\n"


def is_learned(answer: v1.RecommendResponse) -> bool:
    """Whether the answer knows what follows i3, i4, i5 and i6."""
    return "i7" in [item.item_id for item in answer.items[:3]]
