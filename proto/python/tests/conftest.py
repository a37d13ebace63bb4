"""A shop on the server that the environment names, which PythonClientTest starts."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from shop import TARGET, TRAINING, sequences

from emkd import Client, v1


@pytest.fixture(scope="session")
def client() -> Iterator[Client]:
    with Client(TARGET) as client:
        yield client


@pytest.fixture(scope="session")
def dataset(client: Client, tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("shop") / "shop.txt"
    file.write_text(sequences(300))
    header = v1.ImportHeader(dataset="python-shop", format=v1.IMPORT_FORMAT_S3REC)
    assert client.import_dataset(header, [file]).filtered.users == 300
    return "python-shop"


@pytest.fixture(scope="session")
def trained(client: Client, dataset: str) -> list[v1.TrainingEvent]:
    """The events of a training of the model `shop`."""
    started = client.start_training(dataset, "shop", options=TRAINING, request_id="the shop's first")
    return list(client.watch(started.training.id))


@pytest.fixture(scope="session")
def model(trained: list[v1.TrainingEvent]) -> str:
    assert trained[-1].ended.state == v1.TRAINING_STATE_SUCCEEDED, trained[-1]
    return "shop"


@pytest.fixture(scope="session")
def secured() -> Path:
    """The folder with certificates and tokens of the server at SECURED."""
    return Path(os.environ["EMKD_TEST_SECURED_FOLDER"])
