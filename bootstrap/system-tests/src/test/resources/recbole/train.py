"""Trains small models with RecBole in the folder where it runs: NAME.pth, and NAME.json with histories and RecBole's scores of every item after each.

Then it writes checkpoints that are wrong in one thing each.
"""
import glob
import json
import os
import random

import torch
from recbole.config import Config
from recbole.data import create_dataset, data_preparation
from recbole.data.interaction import Interaction
from recbole.utils import get_model, get_trainer, init_seed

ITEMS, LENGTH = 20, 6
SHARED = {
    "data_path": ".",
    "checkpoint_dir": ".",
    "epochs": 2,
    "learning_rate": 0.02,
    "train_batch_size": 64,
    "MAX_ITEM_LIST_LENGTH": LENGTH,
    "load_col": {"inter": ["user_id", "item_id", "timestamp"]},
    "train_neg_sample_args": None,
    "use_gpu": False,
    "show_progress": False,
    "eval_args": {"split": {"LS": "valid_and_test"}, "order": "TO", "mode": "full"},
}
# Far from what they begin with, so that a wrong sign, place or order of anything would show in the scores.
TRANSFORMER = {"hidden_size": 16, "inner_size": 24, "n_heads": 4, "initializer_range": 0.4}
PAIRS = {"loss_type": "BPR", "train_neg_sample_args": {"distribution": "uniform", "sample_num": 1}}
MODELS = {
    "sasrec": ("SASRec", TRANSFORMER),
    "sasrec-swish": ("SASRec", {**TRANSFORMER, **PAIRS, "hidden_act": "swish", "layer_norm_eps": 1e-3, "n_layers": 3}),
    "bert4rec": ("BERT4Rec", TRANSFORMER),
    "gru4rec": ("GRU4Rec", {"embedding_size": 16, "hidden_size": 16}),
    "gru4rec-wide": ("GRU4Rec", {"embedding_size": 8, "hidden_size": 20, "num_layers": 2, **PAIRS}),
    "stamp": ("STAMP", {"embedding_size": 8}),
}


def write_interactions():
    random.seed(7)
    os.makedirs("shop", exist_ok=True)
    with open("shop/shop.inter", "w") as file:
        file.write("user_id:token\titem_id:token\ttimestamp:float\n")
        for user in range(1, 61):
            item = random.randrange(ITEMS)
            for time in range(random.randrange(4, 12)):
                file.write(f"u{user}\ti{item + 1}\t{time}\n")
                item = (item + 1) % ITEMS if random.random() < 0.8 else random.randrange(ITEMS)


def predicted(model, known):
    """RecBole's own scores of all items."""
    padded = torch.tensor([known + [0] * (LENGTH - len(known))])
    return model.full_sort_predict(Interaction({"item_id_list": padded, "item_length": torch.tensor([len(known)])})).flatten()


def masked(model, known):
    """The same of BERT4Rec for an input of items and a mask after them, as it sees them in training. Its full_sort_predict leaves out the
    oldest item, which makes room for the mask where a history is as long as it may be, and elsewhere too."""
    known = known[1 - LENGTH :] + [model.mask_token]
    hidden = model(torch.tensor([known + [0] * (LENGTH - len(known))]))[0, len(known) - 1]
    return model.item_embedding.weight[: model.n_items] @ hidden + model.output_bias


def scores(model, dataset, history):
    """Of every item after a history, by its token."""
    known = [dataset.token2id(dataset.iid_field, token) for token in history][-LENGTH:]
    model.eval()
    with torch.no_grad():
        row = masked(model, known) if hasattr(model, "mask_token") else predicted(model, known)
        assert len(known) < LENGTH or torch.allclose(row, predicted(model, known), atol=1e-5)
    tokens = dataset.field2id_token[dataset.iid_field]
    return {str(tokens[number]): float(row[number]) for number in range(1, dataset.item_num)}


write_interactions()
for name, (kind, own) in MODELS.items():
    config = Config(model=kind, dataset="shop", config_dict={**SHARED, **own})
    init_seed(config["seed"], config["reproducibility"])
    dataset = create_dataset(config)
    train, valid, test = data_preparation(config, dataset)
    model = get_model(config["model"])(config, train.dataset)
    trainer = get_trainer(config["MODEL_TYPE"], config["model"])(config, model)
    trainer.fit(train, valid, saved=True, show_progress=False, verbose=False)
    model.load_state_dict(torch.load(trainer.saved_model_file)["state_dict"])
    os.rename(trainer.saved_model_file, name + ".pth")
    histories = [["i1"], ["i7", "i3"], ["i20", "i19", "i18", "i5"], ["i2", "i4", "i6", "i8", "i10", "i12"], [f"i{item}" for item in range(20, 5, -1)]]
    with open(name + ".json", "w") as file:
        json.dump([{"history": history, "scores": scores(model, dataset, history)} for history in histories], file)


class Program:
    """What Python would run on loading it."""

    def __reduce__(self):
        return os.system, ("touch was-run",)


def changed(name, change):
    checkpoint = torch.load("sasrec.pth")
    change(checkpoint)
    torch.save(checkpoint, name + ".pth", pickle_protocol=4)


changed("program", lambda c: c.update(other_parameter=Program()))
changed("not-finite", lambda c: c["state_dict"]["LayerNorm.weight"].fill_(float("nan")))
changed("lacking", lambda c: c["state_dict"].pop("LayerNorm.bias"))
changed("more", lambda c: c["state_dict"].update(head=torch.zeros(2)))
changed("narrow", lambda c: c["state_dict"].update({"LayerNorm.bias": torch.zeros(15)}))
changed("integers", lambda c: c["state_dict"].update({"LayerNorm.bias": torch.zeros(16, dtype=torch.int64)}))
changed("heads", lambda c: c["config"].final_config_dict.update(n_heads=3))
changed("activation", lambda c: c["config"].final_config_dict.update(hidden_act="mish"))
changed("bare", lambda c: c.pop("config"))
