"""What can be wrong with a call: one class for each status, with what the server says of it."""

from collections.abc import Iterable
from typing import Any, TypeVar

import grpc
from google.protobuf.any_pb2 import Any as Packed
from google.protobuf.message import DecodeError, Message
from google.rpc import error_details_pb2
from google.rpc.status_pb2 import Status

M = TypeVar("M", bound=Message)

_STATUS = "grpc-status-details-bin"
_KINDS = [getattr(error_details_pb2, name) for name in error_details_pb2.DESCRIPTOR.message_types_by_name]


class EmkdError(Exception):
    """A call that failed, or one of a batch that was refused."""

    _kinds: dict[grpc.StatusCode, type["EmkdError"]] = {}  # noqa: RUF012

    code: grpc.StatusCode
    """The status."""
    message: str
    """What was wrong, for people."""
    details: list[Message]
    """What was wrong, for programs: messages of google.rpc, such as BadRequest, ErrorInfo and RetryInfo."""

    def __init__(self, code: grpc.StatusCode, message: str, details: Iterable[Message] = ()) -> None:
        super().__init__(code, message, list(details))
        self.code, self.message, self.details = self.args

    def __init_subclass__(cls, code: grpc.StatusCode) -> None:
        cls._kinds[code] = cls

    def __str__(self) -> str:
        return f"{self.code.name}: {self.message}"

    @staticmethod
    def of(code: grpc.StatusCode, message: str, details: Iterable[Packed] = ()) -> "EmkdError":
        """Make the error of a status, of the class that the code has."""
        kind = EmkdError._kinds.get(code, EmkdError)
        return kind(code, message, [known for packed in details if (known := _unpacked(packed))])

    @staticmethod
    def of_number(code: int, message: str, details: Iterable[Packed]) -> "EmkdError":
        """Make the error of a status whose code is a number of google.rpc.Code."""
        codes = [known for known in grpc.StatusCode if known.value[0] == code]
        return EmkdError.of(codes[0] if codes else grpc.StatusCode.UNKNOWN, message, details)

    @staticmethod
    def of_call(failed: Any) -> "EmkdError":
        """Make the error of a grpc.RpcError, which becomes its cause."""
        status = Status()
        for key, value in failed.trailing_metadata() or ():
            if key == _STATUS:
                try:
                    status.ParseFromString(value)
                except DecodeError:
                    status.Clear()
        error = EmkdError.of(failed.code(), failed.details() or "", status.details)
        error.__cause__ = failed
        return error

    def all_details(self, kind: type[M]) -> list[M]:
        """Give the details of one kind."""
        return [detail for detail in self.details if isinstance(detail, kind)]

    @property
    def field_violations(self) -> list[tuple[str, str]]:
        """What is wrong with the request: fields, and what is wrong with each."""
        return [
            (violation.field, violation.description)
            for bad in self.all_details(error_details_pb2.BadRequest)
            for violation in bad.field_violations
        ]

    @property
    def reason(self) -> str:
        """The one word that programs can tell it by, such as MODEL_NOT_FOUND; empty if there is none."""
        return next((info.reason for info in self.all_details(error_details_pb2.ErrorInfo)), "")

    @property
    def retry_delay(self) -> float | None:
        """After how many seconds to ask again, where the server says so."""
        for info in self.all_details(error_details_pb2.RetryInfo):
            return float(info.retry_delay.ToNanoseconds() / 1e9)
        return None


def _unpacked(packed: Packed) -> Message | None:
    for kind in _KINDS:
        if packed.Is(kind.DESCRIPTOR):
            message: Message = kind()
            packed.Unpack(message)
            return message
    return None


class CancelledError(EmkdError, code=grpc.StatusCode.CANCELLED):
    """Somebody ended the call."""


class InvalidArgumentError(EmkdError, code=grpc.StatusCode.INVALID_ARGUMENT):
    """The request is wrong: `field_violations` says where."""


class DeadlineExceededError(EmkdError, code=grpc.StatusCode.DEADLINE_EXCEEDED):
    """It took longer than it may."""


class NotFoundError(EmkdError, code=grpc.StatusCode.NOT_FOUND):
    """There is nothing of that name."""


class AlreadyExistsError(EmkdError, code=grpc.StatusCode.ALREADY_EXISTS):
    """There is something of that name."""


class PermissionDeniedError(EmkdError, code=grpc.StatusCode.PERMISSION_DENIED):
    """Who calls may not do this."""


class ResourceExhaustedError(EmkdError, code=grpc.StatusCode.RESOURCE_EXHAUSTED):
    """The server has no room for it now, or a message is too large."""


class FailedPreconditionError(EmkdError, code=grpc.StatusCode.FAILED_PRECONDITION):
    """Not in this state: the message says what has to be done first."""


class InternalError(EmkdError, code=grpc.StatusCode.INTERNAL):
    """The server failed; its log says why."""


class UnavailableError(EmkdError, code=grpc.StatusCode.UNAVAILABLE):
    """No server answers, or it is stopping."""


class DataLossError(EmkdError, code=grpc.StatusCode.DATA_LOSS):
    """What the call needs is damaged."""


class UnauthenticatedError(EmkdError, code=grpc.StatusCode.UNAUTHENTICATED):
    """The server does not know who calls."""
