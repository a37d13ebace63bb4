"""The client for asyncio, against a server over a socket."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from proxy import Proxy
from shop import ITEMS, LIMITED, SECURED, TARGET, is_learned, sequences, short

import emkd
from emkd import AsyncClient, Client, recommend_request, v1


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(work, 240))


def test_it_imports_trains_watches_and_recommends(client: Client, tmp_path: Path) -> None:
    async def work() -> None:
        file = tmp_path / "shop.txt"
        file.write_text(sequences(300))
        async with AsyncClient(TARGET) as client:
            header = v1.ImportHeader(dataset="aio", format=v1.IMPORT_FORMAT_S3REC)
            assert (await client.import_dataset(header, [file])).filtered.items == ITEMS
            started = await client.start_training("aio", "aio", options=short(40))
            events = [event async for event in client.watch(started.training.id)]
            assert events[0].HasField("accepted")
            assert len([event for event in events if event.HasField("validation")]) == 40
            assert events[-1].ended.state == v1.TRAINING_STATE_SUCCEEDED
            after = ["i3", "i4", "i5", "i6"]
            answers = await asyncio.gather(*(client.recommend("aio", items=after) for _ in range(20)))
            assert all(is_learned(answer) for answer in answers)
            assert "aio" in [one.name async for one in client.list_models(page_size=1)]
            assert (await client.evaluate("aio", requirements=["HR@5>=0.5"])).passed

    run(work())


def test_a_batch_has_an_answer_or_an_error_for_each_request(model: str) -> None:
    async def work() -> None:
        async with AsyncClient(TARGET) as client:
            first, second = await client.recommend_batch(
                [recommend_request(model, user="u1", count=2), recommend_request("none", user="u1")]
            )
            assert isinstance(first, v1.RecommendResponse)
            assert isinstance(second, emkd.NotFoundError)

    run(work())


def test_five_thousand_requests_are_streamed(model: str) -> None:
    async def drawn() -> AsyncIterator[tuple[str, v1.RecommendRequest]]:
        for number in range(5000):
            yield str(number), recommend_request(model, user=f"u{number % 300 + 1}", count=2)

    async def work() -> None:
        async with AsyncClient(TARGET) as client:
            answers = {name: answer async for name, answer in client.recommend_stream(drawn())}
            assert len(answers) == 5000
            for answer in answers.values():
                assert isinstance(answer, v1.RecommendResponse)
                assert len(answer.items) == 2

    run(work())


def test_an_error_in_drawing_comes_out(model: str, tmp_path: Path) -> None:
    def drawn() -> Iterator[tuple[str, v1.RecommendRequest]]:
        yield "1", recommend_request(model, items=["i1"])
        raise LookupError("no more of them")

    async def work() -> None:
        async with AsyncClient(TARGET) as client:
            with pytest.raises(LookupError, match="no more of them"):
                async for _ in client.recommend_stream(drawn()):
                    pass
            header = v1.ImportHeader(dataset="absent", format=v1.IMPORT_FORMAT_S3REC)
            with pytest.raises(FileNotFoundError):
                await client.import_dataset(header, [tmp_path / "missing.txt"])
            with pytest.raises(emkd.NotFoundError):
                await client.get_dataset("absent")

    run(work())


def test_data_frames_and_files_go_in_and_come_out(tmp_path: Path) -> None:
    async def work() -> None:
        async with AsyncClient(TARGET) as client:
            interactions = pd.DataFrame({"user_id": ["a", "b"], "item_id": ["x", "y"], "timestamp": [2, 1]})
            header = v1.ImportHeader(dataset="aio-frames")
            read = await client.import_frames(header, interactions)
            assert read.raw.interactions == 2
            out, items = await client.export_frames("aio-frames")
            assert out.set_index("user_id")["timestamp"].to_dict() == {"a": 2, "b": 1}
            assert sorted(items["item_id"]) == ["x", "y"]
            request = v1.ExportDatasetRequest(dataset="aio-frames", format=v1.IMPORT_FORMAT_JSON_LINES)
            first, _ = await client.export_dataset(request, tmp_path / "out")
            assert len(first.read_text().splitlines()) == 2
            await client.delete_dataset("aio-frames")

    run(work())


def test_a_watch_goes_on_where_its_stream_ended(dataset: str) -> None:
    proxy = Proxy(TARGET)

    async def work() -> None:
        epochs = []
        async with AsyncClient(proxy.target) as client:
            started = await client.start_training(dataset, "aio-watched", options=short(60))
            async for event in client.watch(started.training.id):
                if event.HasField("validation"):
                    epochs.append(event.validation.epoch)
                    if event.validation.epoch == 2:
                        proxy.cut()
        assert event.ended.state == v1.TRAINING_STATE_SUCCEEDED
        assert proxy.connections >= 2
        assert epochs == [*range(1, 61)]

    run(work())
    proxy.close()


def test_errors_and_deadlines(model: str) -> None:
    async def work() -> None:
        async with AsyncClient(TARGET) as client:
            with pytest.raises(emkd.InvalidArgumentError) as refused:
                await client.recommend(model, items=["i1"], count=2000)
            assert [field for field, _ in refused.value.field_violations] == ["count"]
            with pytest.raises(emkd.DeadlineExceededError):
                await client.within(0.001).evaluate(model)
            with pytest.raises(emkd.NotFoundError):
                await client.resume_training("none")

    run(work())


def test_what_the_server_has_no_room_for_is_asked_again_when_it_says() -> None:
    async def work() -> None:
        async with AsyncClient(LIMITED) as limited:
            for _ in range(6):
                assert [one async for one in limited.list_datasets()] == []

    run(work())


def test_tls_with_a_token(secured: Path) -> None:
    async def work() -> None:
        token = (secured / "operator.token").read_text().strip()
        async with AsyncClient(SECURED, ca=secured / "ca.crt", token=token) as operator:
            assert [one async for one in operator.list_models()] == []
        async with AsyncClient(SECURED, ca=secured / "ca.crt") as unknown:
            with pytest.raises(emkd.UnauthenticatedError):
                [one async for one in unknown.list_models()]

    run(work())
