"""Answers to one of several requests."""

from emkd.errors import EmkdError
from emkd.v1 import BatchRecommendResult, RecommendResponse

Result = RecommendResponse | EmkdError
"""An answer, or the error that the request was refused with."""


def result_of(result: BatchRecommendResult) -> Result:
    """Give what the message holds."""
    if result.HasField("response"):
        return result.response
    return EmkdError.of_number(result.error.code, result.error.message, result.error.details)
