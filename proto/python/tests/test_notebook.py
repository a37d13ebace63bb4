"""The notebook, run cell by cell against a server."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from shop import TARGET

NOTEBOOK = Path(__file__).parents[3] / "docs/clients/from-recbole-file-to-recommendation.ipynb"


def test_the_notebook_goes_from_a_file_to_a_recommendation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMKD_TARGET", TARGET)
    notebook = nbformat.reads(NOTEBOOK.read_text(), as_version=4)  # type: ignore[no-untyped-call]
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    told = "".join(output["text"] for output in outputs if output["output_type"] == "stream")
    assert told.count("NDCG@10") == 30
    assert told.endswith("published series@1; series@1 serves\n")
    # The first row of the last table: what follows film 7.
    assert outputs[-1]["data"]["text/plain"].splitlines()[1].split()[1] == "film8"
