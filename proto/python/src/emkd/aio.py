"""The client for asyncio."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Callable, Iterable, Iterator
from contextlib import aclosing
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import grpc
import grpc.aio
from google.protobuf.message import Message

from emkd import _pieces, v1
from emkd._calls import BROKEN_OFF, Attempts, Calls, Watched
from emkd.errors import EmkdError
from emkd.requests import stream_request
from emkd.results import Result, result_of

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")


class AsyncClient(Calls):
    """Calls a server from one event loop: what Client gives is awaited, what it iterates over is async.

    Files are read and written as the other client does, in the event loop.
    """

    _grpc = grpc.aio

    async def __aenter__(self) -> "AsyncClient":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """End the connection, and the calls that are under way."""
        await self._channel.close()

    async def _call(self, request: Message) -> Any:
        attempts = Attempts(self._timeout)
        while True:
            try:
                return await self._stubs[type(request)](
                    request, timeout=attempts.remaining(), metadata=self._metadata
                )
            except grpc.RpcError as failed:
                await asyncio.sleep(attempts.pause(EmkdError.of_call(failed)))

    async def _pages(self, request: Any, items: Callable[[Any], Iterable[T]]) -> AsyncIterator[T]:
        while True:
            page = await self._call(request)
            for item in items(page):
                yield item
            if not page.next_page_token:
                return
            request.page_token = page.next_page_token

    async def _answers(
        self, kind: type[Message], sent: Any, timeout: float | None
    ) -> AsyncGenerator[Any, None]:
        call = self._stubs[kind](sent, timeout=timeout, metadata=self._metadata)
        try:
            async for answer in call:
                yield answer
        except grpc.RpcError as failed:
            raise EmkdError.of_call(failed) from failed
        finally:
            call.cancel()

    async def recommend_batch(self, requests: Iterable[v1.RecommendRequest]) -> list[Result]:
        """Give an answer for each request, or the error that it was refused with, in their order."""
        answer = await self._call(v1.BatchRecommendRequest(requests=requests))
        return [result_of(result) for result in answer.results]

    async def recommend_stream(
        self,
        requests: Iterable[tuple[str, v1.RecommendRequest]] | AsyncIterable[tuple[str, v1.RecommendRequest]],
        *,
        answer_timeout: float | None = None,
    ) -> AsyncGenerator[tuple[str, Result], None]:
        """Give answers, or errors, as they are ready: in any order, each with the id of its request.

        Requests are drawn while answers are taken, no faster than the server reads them.
        An answer that is not there within `answer_timeout` seconds of that is a DeadlineExceededError.
        """
        sent = _Sent(requests, lambda named: stream_request(*named, answer_timeout))
        async with aclosing(self._answers(v1.StreamRecommendRequest, sent, self._stream_timeout)) as answers:
            try:
                async for answer in answers:
                    yield answer.request_id, result_of(answer.result)
            except (EmkdError, asyncio.CancelledError):
                sent.raise_failure()
                raise

    async def import_dataset(
        self, header: v1.ImportHeader, files: Iterable[str | PathLike[str]]
    ) -> v1.ImportDatasetResponse:
        """Replace a dataset by the content of files, all of them or nothing."""
        return await self._import(_pieces.of_files(header, files))

    async def import_frames(
        self, header: v1.ImportHeader, interactions: "pd.DataFrame", items: "pd.DataFrame | None" = None
    ) -> v1.ImportDatasetResponse:
        """Replace a dataset by data frames with the columns of JSON lines, whatever format the header has."""
        return await self._import(_pieces.of_frames(header, interactions, items))

    async def import_model(
        self, header: v1.ImportModelHeader, checkpoint: str | PathLike[str], items: str | PathLike[str]
    ) -> v1.Model:
        """Make what another program trained a version: a checkpoint, and its items' ids, one a line."""
        sent = _pieces.of_checkpoint(header, checkpoint, items)
        answer: v1.ImportModelResponse = await self._uploaded(v1.ImportModelRequest, sent)
        return answer.model

    async def _import(self, requests: Iterator[v1.ImportDatasetRequest]) -> v1.ImportDatasetResponse:
        answer: v1.ImportDatasetResponse = await self._uploaded(v1.ImportDatasetRequest, requests)
        return answer

    async def _uploaded(self, kind: type[Message], requests: Iterator[Message]) -> Any:
        sent = _Sent(requests, lambda request: request)
        try:
            answer = await self._stubs[kind](sent, timeout=self._stream_timeout, metadata=self._metadata)
        except (grpc.RpcError, asyncio.CancelledError) as failed:
            sent.raise_failure()
            if isinstance(failed, asyncio.CancelledError):
                raise
            raise EmkdError.of_call(failed) from failed
        return answer

    async def export_dataset(
        self, request: v1.ExportDatasetRequest, directory: str | PathLike[str]
    ) -> list[Path]:
        """Write a dataset to files of a folder; files of the same names are replaced."""
        with _pieces.Written(directory) as written:
            async for answer in self._answers(v1.ExportDatasetRequest, request, self._stream_timeout):
                written.add(answer.piece)
        return written.files

    async def export_frames(self, dataset: str) -> "tuple[pd.DataFrame, pd.DataFrame]":
        """Give a dataset's interactions, in order, and its items."""
        frames = _pieces.Frames()
        request = v1.ExportDatasetRequest(dataset=dataset, format=v1.IMPORT_FORMAT_JSON_LINES)
        async for answer in self._answers(v1.ExportDatasetRequest, request, self._stream_timeout):
            frames.add(answer.piece)
        return frames.frames()

    async def resume_training(self, training_id: str) -> None:
        """Go on with a training that failed, was cancelled or interrupted; `watch` tells how."""
        request = v1.ResumeTrainingRequest(training_id=training_id)
        async with aclosing(self._answers(v1.ResumeTrainingRequest, request, self._timeout)) as answers:
            await anext(answers)

    async def watch(
        self, training_id: str, *, patience: float = 300.0
    ) -> AsyncGenerator[v1.TrainingEvent, None]:
        """Give what happened and what happens, up to the event that has `ended`.

        A stream that ends before the training does is begun again, without telling anything twice.

        :param patience: where no server answers for so many seconds, its error is raised
        """
        watched = Watched(patience)
        attempts = Attempts(self._stream_timeout)
        request = v1.WatchTrainingRequest(training_id=training_id)
        while True:
            error: EmkdError = BROKEN_OFF
            try:
                async with aclosing(
                    self._answers(v1.WatchTrainingRequest, request, attempts.remaining())
                ) as answers:
                    async for answer in answers:
                        if watched.is_new(answer.event):
                            yield answer.event
                        if answer.event.HasField("ended"):
                            return
            except EmkdError as failed:
                error = failed
            await asyncio.sleep(watched.pause(error))


class _Sent(AsyncIterator[Any]):
    """Requests as they are sent, which remembers an error in drawing them: gRPC only cancels the call."""

    def __init__(self, drawn: Iterable[T] | AsyncIterable[T], message: Callable[[T], Message]) -> None:
        self._messages = _messages(drawn, message)
        self._failure: Exception | None = None

    async def __anext__(self) -> Message:
        try:
            return await anext(self._messages)
        except StopAsyncIteration:
            raise
        except Exception as failure:
            self._failure = failure
            raise

    def raise_failure(self) -> None:
        """Raise what was remembered."""
        if self._failure:
            raise self._failure


async def _messages(
    drawn: Iterable[T] | AsyncIterable[T], message: Callable[[T], Message]
) -> AsyncIterator[Message]:
    if isinstance(drawn, AsyncIterable):
        async for one in drawn:
            yield message(one)
    else:
        for one in drawn:
            yield message(one)
