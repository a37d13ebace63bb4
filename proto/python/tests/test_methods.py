"""The clients have what the protocol has, and both the same."""

import re

from emkd import AsyncClient, Client
from emkd._methods import METHODS

# As docs/clients.md says.
NAMES = {
    "BatchRecommend": "recommend_batch",
    "StreamInteractions": "append_interactions",
    "StreamRecommend": "recommend_stream",
    "Train": "start_training",
    "WatchTraining": "watch",
}


def public(client: type) -> set[str]:
    return {name for name in dir(client) if not name.startswith("_")}


def test_every_method_of_the_protocol_has_one_of_the_client() -> None:
    assert len(METHODS) > 30
    names = {NAMES.get(one.name, re.sub(r"(?<!^)([A-Z])", r"_\1", one.name).lower()) for one in METHODS}
    assert names - public(Client) == set()


def test_both_clients_have_the_same_methods() -> None:
    assert public(AsyncClient) == public(Client)
