"""The client that waits, against a server over a socket."""

import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import grpc
import pandas as pd
import pytest
from google.rpc.error_details_pb2 import ResourceInfo
from proxy import Proxy
from shop import ITEMS, LIMITED, SECURED, TARGET, TRAINING, is_learned, short

import emkd
from emkd import Client, recommend_request, v1


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    proxy = Proxy(TARGET)
    yield proxy
    proxy.close()


def test_a_training_tells_its_progress_to_its_end_and_its_model_recommends(
    client: Client, trained: list[v1.TrainingEvent], model: str
) -> None:
    kinds = [event.WhichOneof("event") for event in trained]
    assert kinds[0] == "accepted"
    assert kinds.count("started") == 1
    assert kinds.count("validation") == TRAINING.epochs
    assert kinds.count("published") == 1
    assert kinds[-1] == "ended"
    steps = [event.step.step for event in trained if event.HasField("step")]
    assert steps
    assert steps == sorted(set(steps))
    answer = client.recommend(model, items=["i3", "i4", "i5", "i6"], count=5)
    assert (answer.model, answer.version, len(answer.items)) == ("shop", 1, 5)
    assert is_learned(answer)
    assert client.get_training(trained[-1].ended.id).training.state == v1.TRAINING_STATE_SUCCEEDED


def test_an_ended_training_can_be_watched_again(client: Client, trained: list[v1.TrainingEvent]) -> None:
    again = list(client.watch(trained[-1].ended.id))
    assert again[-1].ended.message == "published shop@1; shop@1 serves"


def test_a_user_is_recommended_what_the_filter_lets_through(client: Client, model: str) -> None:
    allowed = [f"i{number}" for number in range(1, 16)]
    answer = client.recommend(
        model, user="u1", count=ITEMS, include_seen=True, filter={"allowed_item_ids": allowed}
    )
    assert {item.item_id for item in answer.items} == set(allowed)
    networks = client.recommend(model, user="u1", count=1, include_network_scores=True).items[0]
    assert sum(networks.network_scores) == pytest.approx(networks.score)


def test_either_a_user_or_items_are_recommended_for(client: Client) -> None:
    with pytest.raises(ValueError, match="either user or items"):
        client.recommend("shop")
    with pytest.raises(ValueError, match="either user or items"):
        client.recommend("shop", user="u1", items=["i1"])


def test_a_batch_has_an_answer_or_an_error_for_each_request(client: Client, model: str) -> None:
    first, second, third = client.recommend_batch(
        [
            recommend_request(model, items=["i1"], count=3),
            recommend_request("none", items=["i1"]),
            recommend_request(model, user="u2", count=4),
        ]
    )
    assert isinstance(first, v1.RecommendResponse)
    assert len(first.items) == 3
    assert isinstance(second, emkd.NotFoundError)
    assert second.reason == "MODEL_NOT_FOUND"
    assert isinstance(third, v1.RecommendResponse)
    assert len(third.items) == 4


def test_five_thousand_requests_are_streamed(client: Client, model: str) -> None:
    requests = (
        (str(number), recommend_request(model, items=[f"i{number % ITEMS + 1}"], count=1 + number % 3))
        for number in range(5000)
    )
    answers = dict(client.recommend_stream(requests))
    assert len(answers) == 5000
    for number, answer in answers.items():
        assert isinstance(answer, v1.RecommendResponse)
        assert len(answer.items) == 1 + int(number) % 3


def test_answers_of_a_stream_that_are_not_there_in_time_are_errors_of_their_own(
    client: Client, model: str
) -> None:
    request = recommend_request(model, items=["i1"])
    late = dict(client.recommend_stream([("1", request), ("2", request)], answer_timeout=1e-6))
    assert [type(answer) for answer in late.values()] == [emkd.DeadlineExceededError] * 2
    in_time = dict(client.recommend_stream([("1", request)], answer_timeout=60))
    assert isinstance(in_time["1"], v1.RecommendResponse)
    (refused,) = dict(client.recommend_stream([("1", request)], answer_timeout=0)).values()
    assert isinstance(refused, emkd.InvalidArgumentError)


def test_an_error_in_drawing_requests_comes_out_of_the_stream(client: Client, model: str) -> None:
    def drawn() -> Iterator[tuple[str, v1.RecommendRequest]]:
        yield "1", recommend_request(model, items=["i1"])
        raise LookupError("no more of them")

    with pytest.raises(LookupError, match="no more of them"):
        list(client.recommend_stream(drawn()))


def test_similar_items_and_representations(client: Client, model: str) -> None:
    similar = client.similar_items(model, "i3", 4)
    assert len(similar.items) == 4
    assert "i3" not in [item.item_id for item in similar.items]
    encoded = client.encode(model, items=["i1", "unheard of"])
    assert [len(network.values) for network in encoded.networks] == [16, 16]
    assert list(encoded.unknown_item_ids) == ["unheard of"]


def test_more_arguments_than_a_request_has_fields_are_refused(client: Client) -> None:
    with pytest.raises(TypeError, match="GetModelRequest has 1 fields but 2 are given"):
        client.get_model("shop", "again")  # type: ignore[call-arg]


def test_an_evaluation_holds_requirements(client: Client, model: str) -> None:
    answer = client.evaluate(model, requirements=["HR@5>=0.5", "HR@1>=0.999"], baselines=True)
    assert [outcome.passed for outcome in answer.outcomes] == [True, False]
    assert not answer.passed
    assert answer.baselines.keys() == {
        "popularity",
        "markov",
        "skip_markov",
        "item_knn",
        "sequence_knn",
    }


def test_a_file_of_several_pieces_is_imported_and_exported(client: Client, tmp_path: Path) -> None:
    lines = [f"user-{line % 1000:020}\titem-{line // 1000:020}\t{line}" for line in range(50_000)]
    file = tmp_path / "large.inter"
    file.write_text("user_id:token\titem_id:token\ttimestamp:float\n" + "\n".join(lines) + "\n")
    assert file.stat().st_size > 2 << 20
    items = tmp_path / "large.item"
    items.write_text(f"item_id:token\tclass:token_seq\nitem-{7:020}\tred round\n")
    header = v1.ImportHeader(
        dataset="large", format=v1.IMPORT_FORMAT_RECBOLE, attributes_column="class", min_interactions=2
    )
    read = client.import_dataset(header, [file, items])
    assert (read.raw.users, read.raw.items, read.raw.interactions) == (1000, 50, 50_000)
    assert read.raw.attributes == 2
    request = v1.ExportDatasetRequest(dataset="large", format=v1.IMPORT_FORMAT_RECBOLE)
    written = client.export_dataset(request, tmp_path / "out")
    assert [name.suffix for name in written] == [".inter", ".item"]
    assert len(written[0].read_text().splitlines()) == 50_001
    client.delete_dataset("large")


def test_a_file_that_is_no_checkpoint_is_refused_by_its_name(
    client: Client, dataset: str, tmp_path: Path
) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("no checkpoint\n")
    header = v1.ImportModelHeader(model="brought", dataset=dataset, format=v1.CHECKPOINT_FORMAT_RECBOLE)
    with pytest.raises(
        emkd.InvalidArgumentError, match=r"notes\.txt is no zip but must be a file of torch\.save"
    ):
        client.import_model(header, file, file)


def test_a_file_that_cannot_be_read_leaves_the_dataset_as_it_was(client: Client, tmp_path: Path) -> None:
    file = tmp_path / "first.txt"
    file.write_text("u1 i1 i2\n")
    header = v1.ImportHeader(dataset="halves", format=v1.IMPORT_FORMAT_S3REC)
    client.import_dataset(header, [file])
    before = client.get_dataset("halves").fingerprint
    other = tmp_path / "other.txt"
    other.write_text("u2 i3 i4\n")
    with pytest.raises(FileNotFoundError, match=r"missing\.txt"):
        client.import_dataset(header, [other, tmp_path / "missing.txt"])
    assert client.get_dataset("halves").fingerprint == before
    client.delete_dataset("halves")


def test_data_frames_go_in_and_come_out(client: Client) -> None:
    interactions = pd.DataFrame(
        {
            "user_id": ["007", "007", "8"],
            "item_id": [1, 2, 1],
            "timestamp": pd.to_datetime(
                ["2024-01-02T03:04:05", "2024-01-02T03:04:06", "2024-01-01T00:00:00"]
            ),
            "weight": [0.1, None, 4],
            "type": ["view", "purchase", None],
        }
    )
    items = pd.DataFrame({"item_id": [1, 2], "title": ["One", None], "attributes": [["red", "round"], []]})
    read = client.import_frames(v1.ImportHeader(dataset="frames"), interactions, items)
    assert (read.raw.users, read.raw.items, read.raw.interactions) == (2, 2, 3)
    out, described = client.export_frames("frames")
    out = out.sort_values(["user_id", "timestamp"], ignore_index=True)
    assert out["user_id"].tolist() == ["007", "007", "8"]
    assert out["item_id"].tolist() == ["1", "2", "1"]
    seconds = interactions["timestamp"].astype("datetime64[s]").astype("int64")
    assert out["timestamp"].tolist() == seconds.tolist()
    assert out["weight"].isna().tolist() == [False, True, False]
    assert out["weight"][0] == 0.1
    assert out["type"][:2].tolist() == ["view", "purchase"]
    assert described.set_index("item_id")["attributes"].map(sorted).to_dict() == {
        "1": ["red", "round"],
        "2": [],
    }
    again = client.import_frames(v1.ImportHeader(dataset="frames"), out, described)
    assert again.raw == read.raw
    client.delete_dataset("frames")


def test_a_frame_of_many_pieces_keeps_the_order_of_its_rows(client: Client) -> None:
    frame = pd.DataFrame({"user_id": ["u1"] * 5000, "item_id": [f"i{row}" for row in range(5000)]})
    client.import_frames(v1.ImportHeader(dataset="long"), frame)
    out, _ = client.export_frames("long")
    assert out["item_id"].tolist() == frame["item_id"].tolist()
    client.delete_dataset("long")


def test_what_is_wrong_with_a_request_is_told_by_field(client: Client, dataset: str) -> None:
    with pytest.raises(emkd.InvalidArgumentError) as refused:
        client.start_training(dataset, "bad", options={"learning_rate": -1, "mask_probability": 1.5})
    assert refused.value.code is grpc.StatusCode.INVALID_ARGUMENT
    assert {field for field, _ in refused.value.field_violations} == {"learning_rate", "mask_probability"}
    assert refused.value.reason == "INVALID_INPUT"
    assert "learning_rate" in str(refused.value)
    with pytest.raises(emkd.NotFoundError) as missing:
        client.get_dataset("none")
    (resource,) = missing.value.all_details(ResourceInfo)
    assert resource.resource_name == "none"


def test_a_bad_line_is_named(client: Client, tmp_path: Path) -> None:
    file = tmp_path / "bad.txt"
    file.write_text("u1 i1 i2\nu2\n")
    with pytest.raises(emkd.InvalidArgumentError, match=r"bad\.txt line 2"):
        client.import_dataset(v1.ImportHeader(dataset="bad", format=v1.IMPORT_FORMAT_S3REC), [file])


def test_a_repeated_request_id_trains_once_and_with_another_body_it_is_refused(
    client: Client, dataset: str
) -> None:
    request_id = uuid.uuid4().hex
    model = f"once-{request_id}"
    first = client.start_training(dataset, model, options=short(2), request_id=request_id)
    second = client.start_training(dataset, model, options=short(2), request_id=request_id)
    assert second.training.id == first.training.id
    with pytest.raises(emkd.InvalidArgumentError, match="request_id"):
        client.start_training(dataset, model, options=short(3), request_id=request_id)
    assert len([one for one in client.list_trainings() if one.model == model]) == 1
    client.cancel_training(first.training.id)


def test_a_lost_answer_trains_nothing_twice(client: Client, dataset: str, proxy: Proxy) -> None:
    model = f"lost-{uuid.uuid4().hex}"
    with Client(proxy.target) as through:
        through.get_dataset(dataset)
        proxy.lose_next_answer()
        started = through.start_training(dataset, model, options=short(1))
        assert proxy.lost.is_set()
        assert proxy.connections >= 2
    assert [one.id for one in client.list_trainings() if one.model == model] == [started.training.id]
    client.cancel_training(started.training.id)


def test_a_watch_goes_on_where_its_stream_ended(client: Client, dataset: str, proxy: Proxy) -> None:
    events = []
    with Client(proxy.target) as through:
        started = through.start_training(dataset, "watched", options=short(60))
        for event in through.watch(started.training.id):
            events.append(event)
            if event.HasField("validation") and event.validation.epoch == 2:
                proxy.cut()
    assert proxy.connections >= 2
    assert events[-1].ended.state == v1.TRAINING_STATE_SUCCEEDED
    assert [event.validation.epoch for event in events if event.HasField("validation")] == [*range(1, 61)]
    assert len([event for event in events if event.HasField("accepted")]) == 1


def test_a_watch_without_a_server_ends_with_its_error() -> None:
    with Client("localhost:1") as nowhere, pytest.raises(emkd.UnavailableError):
        list(nowhere.watch("none", patience=0))


def test_a_call_without_a_server_ends_with_its_error_after_its_retries() -> None:
    with Client("localhost:1") as nowhere, pytest.raises(emkd.UnavailableError) as refused:
        nowhere.get_model("shop")
    assert isinstance(refused.value.__cause__, grpc.RpcError)


def test_repeated_events_are_appended_once(client: Client) -> None:
    client.create_dataset(v1.Dataset(name="events"))
    events: list[v1.Interaction | dict[str, str]] = [
        {"user_id": "u1", "item_id": "i1", "type": "view"},
        v1.Interaction(user_id="u1", item_id="i2"),
    ]
    assert client.append_interactions("events", events, request_id="r1").appended == 2
    again = client.append_interactions("events", events, request_id="r1")
    assert (again.appended, again.duplicates) == (0, 2)
    with pytest.raises(emkd.InvalidArgumentError, match="request_id"):
        client.append_interactions("events", events[:1], request_id="r1")
    assert client.append_interactions("events", events).appended == 2
    for size in (0, 1, 3):
        listed = client.list_interactions("events", "u1", page_size=size)
        assert Counter(one.item_id for one in listed) == {"i1": 2, "i2": 2}
    client.delete_dataset("events")


def test_listings_go_on_over_their_pages(client: Client, dataset: str) -> None:
    assert len(list(client.list_users(dataset))) == 300
    assert len(list(client.list_users(dataset, page_size=7))) == 300
    assert dataset in [one.name for one in client.list_datasets(page_size=1)]
    assert len(list(client.list_items(dataset, page_size=6))) == ITEMS
    client.deactivate_items(dataset, ["i1", "i2"])
    assert list(client.list_inactive_items(dataset, page_size=1)) == ["i1", "i2"]
    client.activate_items(dataset, ["i1", "i2"])


def test_versions_are_promoted_rolled_back_labelled_and_tried(
    client: Client, dataset: str, model: str
) -> None:
    started = client.start_training(dataset, model, options=short(1))
    *_, last = client.watch(started.training.id)
    assert last.ended.state == v1.TRAINING_STATE_SUCCEEDED
    assert [one.version for one in client.list_models(page_size=1) if one.name == model] == [1, 2]
    assert client.promote_model(f"{model}@2").routing.serving_version == 2
    assert client.get_model(model).model.version == 2
    assert client.roll_back_model(model).routing.serving_version == 1
    assert client.label_model(f"{model}@2", "next").routing.labels == {"next": 2}
    assert client.recommend(f"{model}@next", user="u1").version == 2
    client.label_model(model, "next")
    assert client.set_canary(f"{model}@2", 0.25).routing.canary_share == 0.25
    client.set_canary(f"{model}@2", 0)
    client.delete_model(f"{model}@2")
    with pytest.raises(emkd.NotFoundError):
        client.get_model(f"{model}@2")


def test_a_cancelled_training_is_resumed(client: Client, dataset: str) -> None:
    training_id = client.start_training(dataset, "resumed", options=short(200)).training.id
    with pytest.raises(emkd.FailedPreconditionError):
        client.resume_training(training_id)
    for event in client.watch(training_id):
        if event.HasField("checkpoint"):
            client.cancel_training(training_id)
    assert event.ended.state == v1.TRAINING_STATE_CANCELLED
    client.resume_training(training_id)
    state = client.get_training(training_id).training.state
    assert state in (v1.TRAINING_STATE_QUEUED, v1.TRAINING_STATE_RUNNING)
    client.cancel_training(training_id)


def test_a_deadline_ends_a_call(client: Client, model: str) -> None:
    with pytest.raises(emkd.DeadlineExceededError):
        client.within(0.001).evaluate(model)
    with pytest.raises(emkd.DeadlineExceededError):
        list(client.within(0.001).recommend_stream([("1", recommend_request(model, user="u1"))]))


def test_an_answer_that_is_too_large_is_refused_at_once(model: str) -> None:
    with Client(TARGET, max_message_bytes=100) as small, pytest.raises(emkd.ResourceExhaustedError):
        small.recommend(model, user="u1", count=ITEMS, include_seen=True)


def test_what_the_server_has_no_room_for_is_asked_again_when_it_says() -> None:
    with Client(LIMITED) as limited:
        for _ in range(6):
            list(limited.list_datasets())
        with pytest.raises(emkd.ResourceExhaustedError) as refused:
            # No time to wait in.
            [list(limited.within(0.2).list_datasets()) for _ in range(100)]
        assert refused.value.retry_delay is not None
        assert refused.value.retry_delay > 0


def test_tls_with_a_token(secured: Path) -> None:
    token = (secured / "operator.token").read_text().strip()
    with Client(SECURED, ca=secured / "ca.crt", token=token) as operator:
        operator.create_dataset(v1.Dataset(name="python"))
        assert "python" in [one.name for one in operator.list_datasets()]
        operator.delete_dataset("python")
    with Client(SECURED, ca=secured / "ca.crt", token="unknown") as unknown:
        with pytest.raises(emkd.UnauthenticatedError):
            list(unknown.list_datasets())
        with pytest.raises(emkd.UnauthenticatedError):
            list(unknown.recommend_stream([]))
    token = (secured / "shop.token").read_text().strip()
    with (
        Client(SECURED, ca=secured / "ca.crt", token=token) as shop,
        pytest.raises(emkd.PermissionDeniedError),
    ):
        shop.create_dataset(v1.Dataset(name="python"))


def test_tls_with_a_certificate(secured: Path) -> None:
    with Client(
        SECURED, ca=secured / "ca.crt", certificate=secured / "pipeline.crt", key=secured / "pipeline.key"
    ) as pipeline:
        assert list(pipeline.list_datasets()) == []


def test_a_server_of_another_authority_is_not_talked_to() -> None:
    with Client(SECURED, tls=True, timeout=20) as strange, pytest.raises(emkd.UnavailableError):
        list(strange.list_datasets())


def test_a_token_goes_to_other_machines_over_tls_alone() -> None:
    with pytest.raises(ValueError, match="over TLS alone"):
        Client("emkd.example:50051", token="secret")
    Client("localhost:50051", token="secret").close()
    with pytest.raises(ValueError, match="together"):
        Client("localhost:50051", certificate="a.crt")
