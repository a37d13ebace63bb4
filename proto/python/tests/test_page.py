"""What docs/clients.md and a quick start tell a reader to write in Python, run in its order."""

import re
from pathlib import Path

import pytest
from shop import TARGET, sequences

from emkd import v1

DOCS = Path(__file__).parents[3] / "docs"
PAGE = DOCS / "clients.md"
QUICK_START = DOCS / "quick-start-service.md"


def python_blocks(page: Path) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```", page.read_text(), re.DOTALL | re.MULTILINE)


def test_the_page_does_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = ["user_id:token\titem_id:token\ttimestamp:float\n"]
    for sequence in sequences(60).splitlines():
        user, *items = sequence.split()
        lines += [f"{user[1:]}\t{item[1:]}\t{time}\n" for time, item in enumerate(items)]
    (tmp_path / "ml-100k.inter").write_text("".join(lines))
    monkeypatch.chdir(tmp_path)
    blocks = python_blocks(PAGE)
    assert len(blocks) > 3
    names: dict[str, object] = {}
    for block in blocks:
        # One that needs what the page does not make is compiled alone.
        code = compile(block.replace("localhost:50051", TARGET), str(PAGE), "exec")
        if "ca.crt" not in block:
            exec(code, names)
    assert isinstance(names["answer"], v1.RecommendResponse)
    assert "NDCG@10" in capsys.readouterr().out


def test_the_quick_start_of_a_service_prints_what_it_recommends(
    model: str, capsys: pytest.CaptureFixture[str]
) -> None:
    [block] = python_blocks(QUICK_START)
    assert f'recommend("{model}",' in block
    exec(compile(block.replace("localhost:50051", TARGET), str(QUICK_START), "exec"), {})
    assert re.fullmatch(r"(i\d+ -?\d+\.\d+\n){3}", capsys.readouterr().out)
