"""The client that waits."""

import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import grpc
from google.protobuf.message import Message

from emkd import _pieces, v1
from emkd._calls import BROKEN_OFF, Attempts, Calls, Watched
from emkd.errors import EmkdError
from emkd.requests import stream_request
from emkd.results import Result, result_of

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")


class Client(Calls):
    """Calls a server, and waits for its answers. Thread-safe; of one process: make another after a fork."""

    _grpc = grpc

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the connection, and the calls that are under way."""
        self._channel.close()

    def _call(self, request: Message) -> Any:
        attempts = Attempts(self._timeout)
        while True:
            try:
                return self._stubs[type(request)](
                    request, timeout=attempts.remaining(), metadata=self._metadata
                )
            except grpc.RpcError as failed:
                time.sleep(attempts.pause(EmkdError.of_call(failed)))

    def _pages(self, request: Any, items: Callable[[Any], Iterable[T]]) -> Iterator[T]:
        while True:
            page = self._call(request)
            yield from items(page)
            if not page.next_page_token:
                return
            request.page_token = page.next_page_token

    def _answers(self, kind: type[Message], sent: Any, timeout: float | None) -> Generator[Any, None, None]:
        call = self._stubs[kind](sent, timeout=timeout, metadata=self._metadata)
        try:
            yield from call
        except grpc.RpcError as failed:
            raise EmkdError.of_call(failed) from failed
        finally:
            call.cancel()

    def recommend_batch(self, requests: Iterable[v1.RecommendRequest]) -> list[Result]:
        """Give an answer for each request, or the error that it was refused with, in their order."""
        answer = self._call(v1.BatchRecommendRequest(requests=requests))
        return [result_of(result) for result in answer.results]

    def recommend_stream(
        self,
        requests: Iterable[tuple[str, v1.RecommendRequest]],
        *,
        answer_timeout: float | None = None,
    ) -> Generator[tuple[str, Result], None, None]:
        """Give answers, or errors, as they are ready: in any order, each with the id of its request.

        Requests are drawn while answers are taken, in another thread, no faster than the server reads them.
        An answer that is not there within `answer_timeout` seconds of that is a DeadlineExceededError.
        """
        sent = _Sent(stream_request(name, one, answer_timeout) for name, one in requests)
        try:
            for answer in self._answers(v1.StreamRecommendRequest, sent, self._stream_timeout):
                yield answer.request_id, result_of(answer.result)
        except EmkdError:
            sent.raise_failure()
            raise

    def import_dataset(
        self, header: v1.ImportHeader, files: Iterable[str | PathLike[str]]
    ) -> v1.ImportDatasetResponse:
        """Replace a dataset by the content of files, all of them or nothing."""
        return self._import(_pieces.of_files(header, files))

    def import_frames(
        self, header: v1.ImportHeader, interactions: "pd.DataFrame", items: "pd.DataFrame | None" = None
    ) -> v1.ImportDatasetResponse:
        """Replace a dataset by data frames with the columns of JSON lines, whatever format the header has."""
        return self._import(_pieces.of_frames(header, interactions, items))

    def import_model(
        self, header: v1.ImportModelHeader, checkpoint: str | PathLike[str], items: str | PathLike[str]
    ) -> v1.Model:
        """Make what another program trained a version: a checkpoint, and its items' ids, one a line."""
        sent = _pieces.of_checkpoint(header, checkpoint, items)
        answer: v1.ImportModelResponse = self._uploaded(v1.ImportModelRequest, sent)
        return answer.model

    def _import(self, requests: Iterator[v1.ImportDatasetRequest]) -> v1.ImportDatasetResponse:
        answer: v1.ImportDatasetResponse = self._uploaded(v1.ImportDatasetRequest, requests)
        return answer

    def _uploaded(self, kind: type[Message], requests: Iterator[Message]) -> Any:
        sent = _Sent(requests)
        try:
            answer = self._stubs[kind](sent, timeout=self._stream_timeout, metadata=self._metadata)
        except grpc.RpcError as failed:
            sent.raise_failure()
            raise EmkdError.of_call(failed) from failed
        return answer

    def export_dataset(self, request: v1.ExportDatasetRequest, directory: str | PathLike[str]) -> list[Path]:
        """Write a dataset to files of a folder; files of the same names are replaced."""
        with _pieces.Written(directory) as written:
            for answer in self._answers(v1.ExportDatasetRequest, request, self._stream_timeout):
                written.add(answer.piece)
        return written.files

    def export_frames(self, dataset: str) -> "tuple[pd.DataFrame, pd.DataFrame]":
        """Give a dataset's interactions, in order, and its items."""
        frames = _pieces.Frames()
        request = v1.ExportDatasetRequest(dataset=dataset, format=v1.IMPORT_FORMAT_JSON_LINES)
        for answer in self._answers(v1.ExportDatasetRequest, request, self._stream_timeout):
            frames.add(answer.piece)
        return frames.frames()

    def resume_training(self, training_id: str) -> None:
        """Go on with a training that failed, was cancelled or interrupted; `watch` tells how."""
        request = v1.ResumeTrainingRequest(training_id=training_id)
        with closing(self._answers(v1.ResumeTrainingRequest, request, self._timeout)) as answers:
            next(answers)

    def watch(self, training_id: str, *, patience: float = 300.0) -> Generator[v1.TrainingEvent, None, None]:
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
                for answer in self._answers(v1.WatchTrainingRequest, request, attempts.remaining()):
                    if watched.is_new(answer.event):
                        yield answer.event
                    if answer.event.HasField("ended"):
                        return
            except EmkdError as failed:
                error = failed
            time.sleep(watched.pause(error))


class _Sent(Iterator[T]):
    """Requests as they are sent, which remembers an error in drawing them: gRPC would tell another one."""

    def __init__(self, requests: Iterable[T]) -> None:
        self._requests = iter(requests)
        self._failure: Exception | None = None

    def __next__(self) -> T:
        try:
            return next(self._requests)
        except StopIteration:
            raise
        except Exception as failure:
            self._failure = failure
            raise

    def raise_failure(self) -> None:
        """Raise what was remembered."""
        if self._failure:
            raise self._failure
