"""What both clients have: a connection, and the methods that are the same in both but for waiting."""

import copy
import functools
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar, overload

import grpc
from google.protobuf.message import Message

from emkd import v1
from emkd._methods import METHODS, SERVICE_CONFIG
from emkd.errors import EmkdError, ResourceExhaustedError, UnavailableError
from emkd.requests import append_request, encode_request, recommend_request, start_training_request

if TYPE_CHECKING:
    from emkd.aio import AsyncClient
    from emkd.client import Client

P = ParamSpec("P")
A = TypeVar("A", bound=Message)
T = TypeVar("T")
Own = TypeVar("Own", bound="Calls")

_ATTEMPTS = 5
_THIS_MACHINE = ("localhost", "127.0.0.1", "[::1]")


class Unary(Generic[P, A]):
    """A method that answers once: of Client with the answer, of AsyncClient with an awaitable of it.

    Its arguments are those of `build`; of a message they are its fields, also by position.
    """

    def __init__(self, build: Callable[P, Message], answer: type[A]) -> None:
        self._build = _by_position(build)

    @overload
    def __get__(self, client: "Client", owner: type) -> Callable[P, A]: ...
    @overload
    def __get__(self, client: "AsyncClient", owner: type) -> Callable[P, Awaitable[A]]: ...
    def __get__(self, client: Any, owner: type) -> Any:
        @functools.wraps(self._build)
        def call(*args: P.args, **named: P.kwargs) -> Any:
            return client._call(self._build(*args, **named))

        return call


class Listed(Generic[P, T]):
    """A method that answers page by page: with an iterator over all items, of AsyncClient an async one."""

    def __init__(
        self, build: Callable[P, Message], answer: type[A], items: Callable[[A], Iterable[T]]
    ) -> None:
        self._build = _by_position(build)
        self._items = items

    @overload
    def __get__(self, client: "Client", owner: type) -> Callable[P, Iterator[T]]: ...
    @overload
    def __get__(self, client: "AsyncClient", owner: type) -> Callable[P, AsyncIterator[T]]: ...
    def __get__(self, client: Any, owner: type) -> Any:
        @functools.wraps(self._build)
        def call(*args: P.args, **named: P.kwargs) -> Any:
            return client._pages(self._build(*args, **named), self._items)

        return call


def _by_position(build: Callable[P, Message]) -> Callable[P, Message]:
    descriptor = getattr(build, "DESCRIPTOR", None)
    if descriptor is None:
        return build
    name, fields = descriptor.name, [field.name for field in descriptor.fields]

    def message(*args: P.args, **named: P.kwargs) -> Message:
        if len(args) > len(fields):
            raise TypeError(f"{name} has {len(fields)} fields but {len(args)} are given")
        positional = dict(zip(fields, args, strict=False))
        make: Callable[..., Message] = build
        return make(**positional, **named)

    message.__name__ = name
    message.__doc__ = f"Takes the fields of {name}: {', '.join(fields)}."
    return message


class Attempts:
    """How long a call may still take, and how often it may be tried."""

    def __init__(self, timeout: float | None) -> None:
        self._end = None if timeout is None else time.monotonic() + timeout
        self._left = _ATTEMPTS

    def remaining(self) -> float | None:
        """Give the deadline of the next attempt, in seconds."""
        return None if self._end is None else max(0.0, self._end - time.monotonic())

    def pause(self, error: EmkdError) -> float:
        """After how long the server wants to be asked again; raises the error if not, or if too late."""
        self._left -= 1
        delay = error.retry_delay
        remaining = self.remaining()
        if (
            not isinstance(error, ResourceExhaustedError)
            or delay is None
            or self._left == 0
            or (remaining is not None and delay >= remaining)
        ):
            raise error
        return delay


class Watched:
    """What was told of a training, so that another stream of its events goes on where one ended."""

    _PAUSE = 1.0

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._lost: float | None = None
        self._told: set[bytes] = set()
        self._step = b""

    def is_new(self, event: v1.TrainingEvent) -> bool:
        """Whether the event was not told yet."""
        self._lost = None
        content = event.SerializeToString(deterministic=True)
        if event.HasField("step"):
            same, self._step = content == self._step, content
            return not same
        if content in self._told:
            return False
        self._told.add(content)
        return True

    def pause(self, error: EmkdError) -> float:
        """After how long to watch again; raises the error if it does not pass, or not within the patience."""
        passes = isinstance(error, UnavailableError) or (
            isinstance(error, ResourceExhaustedError) and error.retry_delay is not None
        )
        now = time.monotonic()
        self._lost = now if self._lost is None else self._lost
        if not passes or now - self._lost >= self._patience:
            raise error
        return error.retry_delay or self._PAUSE


BROKEN_OFF = UnavailableError(grpc.StatusCode.UNAVAILABLE, "the stream ended before the training did")


class Calls:
    """A connection to a server; the methods that take and give single messages."""

    _grpc: Any

    def __init__(
        self,
        target: str = "localhost:50051",
        *,
        token: str | None = None,
        tls: bool = False,
        ca: str | PathLike[str] | None = None,
        certificate: str | PathLike[str] | None = None,
        key: str | PathLike[str] | None = None,
        timeout: float | None = 60.0,
        stream_timeout: float | None = 86400.0,
        max_message_bytes: int = 64 << 20,
    ) -> None:
        """Connect when the first call needs it.

        :param token: says who calls; goes to other machines over TLS alone
        :param tls: whether to speak TLS to a server whose authority this machine trusts
        :param ca: a PEM file with the authority of the server's certificate, in place of those; speaks TLS
        :param certificate: a PEM file with the client's own certificate; speaks TLS, needs `key`
        :param key: a PEM file with that certificate's key
        :param timeout: seconds that a call may take, with its retries
        :param stream_timeout: seconds that an import, an export, a stream or a watch may take
        :param max_message_bytes: an answer that is larger is refused
        """
        if (certificate is None) != (key is None):
            raise ValueError("certificate and key must be given together")
        secure = tls or ca is not None or certificate is not None
        if token and not secure and target.rpartition(":")[0] not in _THIS_MACHINE:
            raise ValueError("a token goes to other machines over TLS alone: give ca, or tls=True")
        self._timeout = timeout
        self._stream_timeout = stream_timeout
        self._metadata = (("authorization", f"Bearer {token}"),) if token else ()
        options = [
            ("grpc.max_receive_message_length", max_message_bytes),
            ("grpc.service_config", SERVICE_CONFIG),
            ("grpc.keepalive_time_ms", 30_000),
            ("grpc.keepalive_timeout_ms", 20_000),
        ]
        if secure:
            credentials = grpc.ssl_channel_credentials(_bytes(ca), _bytes(key), _bytes(certificate))
            self._channel = self._grpc.secure_channel(target, credentials, options)
        else:
            self._channel = self._grpc.insecure_channel(target, options)
        self._stubs = {method.request: self._stub(method) for method in METHODS}

    def _stub(self, method: Any) -> Any:
        kind = "_".join(
            "stream" if streaming else "unary"
            for streaming in (method.client_streaming, method.server_streaming)
        )
        return getattr(self._channel, kind)(
            f"/{method.service}/{method.name}",
            request_serializer=method.request.SerializeToString,
            response_deserializer=method.response.FromString,
        )

    def within(self: Own, seconds: float | None) -> Own:
        """Give the same client, over the same connection, whose calls and streams may take so long."""
        other = copy.copy(self)
        other._timeout = other._stream_timeout = seconds
        return other

    recommend = Unary(recommend_request, v1.RecommendResponse)
    similar_items = Unary(v1.SimilarItemsRequest, v1.SimilarItemsResponse)
    encode = Unary(encode_request, v1.EncodeResponse)

    append_interactions = Unary(append_request, v1.AppendInteractionsResponse)
    list_interactions = Listed(
        v1.ListInteractionsRequest, v1.ListInteractionsResponse, lambda page: page.interactions
    )
    delete_user = Unary(v1.DeleteUserRequest, v1.DeleteUserResponse)
    delete_interactions = Unary(v1.DeleteInteractionsRequest, v1.DeleteInteractionsResponse)

    upsert_items = Unary(v1.UpsertItemsRequest, v1.UpsertItemsResponse)
    deactivate_items = Unary(v1.DeactivateItemsRequest, v1.DeactivateItemsResponse)
    activate_items = Unary(v1.ActivateItemsRequest, v1.ActivateItemsResponse)
    get_item = Unary(v1.GetItemRequest, v1.GetItemResponse)
    list_items = Listed(v1.ListItemsRequest, v1.ListItemsResponse, lambda page: page.items)
    list_inactive_items = Listed(
        v1.ListInactiveItemsRequest, v1.ListInactiveItemsResponse, lambda page: page.item_ids
    )

    create_dataset = Unary(v1.CreateDatasetRequest, v1.CreateDatasetResponse)
    delete_dataset = Unary(v1.DeleteDatasetRequest, v1.DeleteDatasetResponse)
    get_dataset = Unary(v1.GetDatasetRequest, v1.GetDatasetResponse)
    list_datasets = Listed(v1.ListDatasetsRequest, v1.ListDatasetsResponse, lambda page: page.datasets)
    list_users = Listed(v1.ListUsersRequest, v1.ListUsersResponse, lambda page: page.user_ids)

    start_training = Unary(start_training_request, v1.StartTrainingResponse)
    get_training = Unary(v1.GetTrainingRequest, v1.GetTrainingResponse)
    cancel_training = Unary(v1.CancelTrainingRequest, v1.CancelTrainingResponse)
    list_trainings = Listed(v1.ListTrainingsRequest, v1.ListTrainingsResponse, lambda page: page.trainings)

    evaluate = Unary(v1.EvaluateRequest, v1.EvaluateResponse)

    list_models = Listed(v1.ListModelsRequest, v1.ListModelsResponse, lambda page: page.models)
    get_model = Unary(v1.GetModelRequest, v1.GetModelResponse)
    promote_model = Unary(v1.PromoteModelRequest, v1.PromoteModelResponse)
    roll_back_model = Unary(v1.RollBackModelRequest, v1.RollBackModelResponse)
    label_model = Unary(v1.LabelModelRequest, v1.LabelModelResponse)
    set_canary = Unary(v1.SetCanaryRequest, v1.SetCanaryResponse)
    set_shadow = Unary(v1.SetShadowRequest, v1.SetShadowResponse)
    delete_model = Unary(v1.DeleteModelRequest, v1.DeleteModelResponse)


def _bytes(file: str | PathLike[str] | None) -> bytes | None:
    return None if file is None else Path(file).read_bytes()
