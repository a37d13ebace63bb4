"""Files and data frames in the pieces that imports and exports consist of."""

import json
from collections.abc import Iterable, Iterator
from os import PathLike
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from emkd.v1 import (
    IMPORT_FORMAT_JSON_LINES,
    FilePiece,
    ImportDatasetRequest,
    ImportHeader,
    ImportModelHeader,
    ImportModelRequest,
)

if TYPE_CHECKING:
    import pandas as pd

# What the protocol calls a good size; a message may have 16 MiB.
_PIECE_BYTES = 1 << 20
_ROWS = 1000


def of_files(header: ImportHeader, files: Iterable[str | PathLike[str]]) -> Iterator[ImportDatasetRequest]:
    """Give the messages that import files, which are read as they are sent."""
    yield ImportDatasetRequest(header=header)
    for file in files:
        for piece in _read(file):
            yield ImportDatasetRequest(piece=piece)


def of_checkpoint(
    header: ImportModelHeader, checkpoint: str | PathLike[str], items: str | PathLike[str]
) -> Iterator[ImportModelRequest]:
    """Give the messages that import a checkpoint and its items' ids, which are read as they are sent."""
    yield ImportModelRequest(header=header)
    for file in (checkpoint, items):
        for piece in _read(file):
            yield ImportModelRequest(piece=piece)


def of_frames(
    header: ImportHeader, interactions: "pd.DataFrame", items: "pd.DataFrame | None"
) -> Iterator[ImportDatasetRequest]:
    """Give the messages that import data frames, as JSON lines, which are written as they are sent."""
    as_lines = ImportHeader()
    as_lines.CopyFrom(header)
    as_lines.format = IMPORT_FORMAT_JSON_LINES
    yield ImportDatasetRequest(header=as_lines)
    for name, frame in (("interactions", interactions), ("items", items)):
        if frame is not None:
            for piece in _of_file(name, _lines(frame)):
                yield ImportDatasetRequest(piece=piece)


def _read(file: str | PathLike[str]) -> Iterator[FilePiece]:
    with open(file, "rb") as content:
        yield from _of_file(str(file), iter(lambda: content.read(_PIECE_BYTES), b""))


def _of_file(name: str, contents: Iterator[bytes]) -> Iterator[FilePiece]:
    # The first piece is sent even if it is empty.
    yield FilePiece(file=name, begins_file=True)
    for content in contents:
        for begin in range(0, len(content), _PIECE_BYTES):
            yield FilePiece(file=name, content=content[begin : begin + _PIECE_BYTES])


def _lines(frame: "pd.DataFrame") -> Iterator[bytes]:
    for begin in range(0, len(frame), _ROWS):
        rows = frame.iloc[begin : begin + _ROWS].astype(object)
        records = rows.where(rows.notna(), None).to_dict("records")
        yield "".join(json.dumps(record, default=_plain) + "\n" for record in records).encode()


def _plain(value: Any) -> Any:
    """Make of NumPy's and pandas' values what JSON knows."""
    return value.isoformat() if hasattr(value, "isoformat") else value.tolist()


class Written:
    """Puts the pieces of an export into files of a folder."""

    def __init__(self, directory: str | PathLike[str]) -> None:
        self._directory = Path(directory)
        self._directory.mkdir(parents=True, exist_ok=True)
        self._file: IO[bytes] | None = None
        self.files: list[Path] = []

    def __enter__(self) -> "Written":
        return self

    def __exit__(self, *_: object) -> None:
        if self._file:
            self._file.close()

    def add(self, piece: FilePiece) -> None:
        """Write on, into another file where the piece names one."""
        # The last part alone: no server says where files go.
        file = self._directory / Path(piece.file).name
        if self._file is None or file != self.files[-1]:
            self.__exit__()
            self._file = file.open("wb")
            self.files.append(file)
        self._file.write(piece.content)


class Frames:
    """Makes data frames of the pieces of an export in JSON lines."""

    _COLUMNS = (
        ["user_id", "item_id", "timestamp", "weight", "type"],
        ["item_id", "title", "attributes"],
    )

    def __init__(self) -> None:
        self._rest = b""
        self._rows: tuple[list[Any], list[Any]] = ([], [])

    def add(self, piece: FilePiece) -> None:
        """Read on."""
        *lines, self._rest = (self._rest + piece.content).split(b"\n")
        for line in lines:
            row = json.loads(line)
            self._rows["user_id" not in row].append(row)

    def frames(self) -> "tuple[pd.DataFrame, pd.DataFrame]":
        """Give interactions and items."""
        import pandas as pd

        interactions, items = (
            pd.DataFrame(rows, columns=columns)
            for rows, columns in zip(self._rows, self._COLUMNS, strict=True)
        )
        return interactions, items
