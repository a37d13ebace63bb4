"""Requests that are not their messages' fields as they are."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from emkd.v1 import (
    AppendInteractionsRequest,
    ColdStart,
    Combine,
    EncodeRequest,
    Interaction,
    ItemFilter,
    ItemSequence,
    Preset,
    RecommendRequest,
    StartTrainingRequest,
    StreamRecommendRequest,
    TrainingOptions,
    TrainRequest,
)


def recommend_request(
    model: str,
    *,
    user: str | None = None,
    items: Iterable[str] | None = None,
    count: int | None = None,
    include_seen: bool = False,
    filter: ItemFilter | Mapping[str, Any] | None = None,  # noqa: A002
    minimum_score: float | None = None,
    combine: Combine | str | None = None,
    include_network_scores: bool = False,
    cold_start: ColdStart | str | None = None,
) -> RecommendRequest:
    """What comes next for a user, or after items, the oldest first."""
    return RecommendRequest(
        model=model,
        user_id=user,
        items=_sequence(user, items),
        count=count,
        include_seen=include_seen,
        filter=filter,
        minimum_score=minimum_score,
        combine=combine,
        include_network_scores=include_network_scores,
        cold_start=cold_start,
    )


def encode_request(
    model: str, *, user: str | None = None, items: Iterable[str] | None = None
) -> EncodeRequest:
    """Ask for the representation of a user's history, or of items, the oldest first."""
    return EncodeRequest(model=model, user_id=user, items=_sequence(user, items))


def _sequence(user: str | None, items: Iterable[str] | None) -> ItemSequence | None:
    if (user is None) == (items is None):
        raise ValueError("either user or items must be given")
    return None if items is None else ItemSequence(item_ids=items)


def stream_request(
    request_id: str, request: RecommendRequest, answer_timeout: float | None
) -> StreamRecommendRequest:
    """One message of a stream, whose answer is wanted within so many seconds."""
    message = StreamRecommendRequest(request_id=request_id, request=request)
    if answer_timeout is not None:
        message.timeout.FromNanoseconds(round(answer_timeout * 1e9))
    return message


def append_request(
    dataset: str,
    interactions: Iterable[Interaction | Mapping[str, Any]],
    *,
    request_id: str | None = None,
) -> AppendInteractionsRequest:
    """Append events; sent again with the same request_id, and the same events, it changes nothing.

    Without a request_id there is a new one, which makes retries of this one call safe.
    """
    return AppendInteractionsRequest(
        dataset=dataset, interactions=interactions, request_id=request_id or uuid.uuid4().hex
    )


def start_training_request(
    dataset: str,
    model: str,
    *,
    preset: Preset | str | None = None,
    options: TrainingOptions | Mapping[str, Any] | None = None,
    report_test_metrics: bool = False,
    request_id: str | None = None,
) -> StartTrainingRequest:
    """Train a model; sent again with the same request_id it trains nothing new.

    Without a request_id there is a new one, which makes retries of this one call safe.
    """
    training = TrainRequest(
        dataset=dataset,
        model=model,
        preset=preset,
        options=options,
        report_test_metrics=report_test_metrics,
    )
    return StartTrainingRequest(training=training, request_id=request_id or uuid.uuid4().hex)
