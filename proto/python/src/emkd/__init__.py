"""Clients of EMKD Server, which recommends to users what comes next.

`Client` waits for answers, `AsyncClient` is for asyncio. Their methods are the protocol's, and so are the
messages that they take and give: those are in `emkd.v1`.
"""

from emkd.aio import AsyncClient
from emkd.client import Client
from emkd.errors import (
    AlreadyExistsError,
    CancelledError,
    DataLossError,
    DeadlineExceededError,
    EmkdError,
    FailedPreconditionError,
    InternalError,
    InvalidArgumentError,
    NotFoundError,
    PermissionDeniedError,
    ResourceExhaustedError,
    UnauthenticatedError,
    UnavailableError,
)
from emkd.requests import recommend_request
from emkd.results import Result

__all__ = [
    "AlreadyExistsError",
    "AsyncClient",
    "CancelledError",
    "Client",
    "DataLossError",
    "DeadlineExceededError",
    "EmkdError",
    "FailedPreconditionError",
    "InternalError",
    "InvalidArgumentError",
    "NotFoundError",
    "PermissionDeniedError",
    "ResourceExhaustedError",
    "Result",
    "UnauthenticatedError",
    "UnavailableError",
    "recommend_request",
]
