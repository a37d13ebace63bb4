"""What docs/clients.md tells a reader to write in Python, run in its order."""

import re
from pathlib import Path

import pytest
from shop import TARGET, sequences

from emkd import v1

PAGE = Path(__file__).parents[3] / "docs/clients.md"


def test_the_page_does_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = ["user_id:token\titem_id:token\ttimestamp:float\n"]
    for sequence in sequences(60).splitlines():
        user, *items = sequence.split()
        lines += [f"{user[1:]}\t{item[1:]}\t{time}\n" for time, item in enumerate(items)]
    (tmp_path / "ml-100k.inter").write_text("".join(lines))
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(), re.DOTALL | re.MULTILINE)
    assert len(blocks) > 3
    names: dict[str, object] = {}
    for block in blocks:
        # One that needs what the page does not make is compiled alone.
        code = compile(block.replace("localhost:50051", TARGET), str(PAGE), "exec")
        if "ca.crt" not in block:
            exec(code, names)
    assert isinstance(names["answer"], v1.RecommendResponse)
    assert "NDCG@10" in capsys.readouterr().out
