"""What docs/from-other-tools.md says is what happens."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest
    from conftest import Run

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "from-other-tools.md").read_text(encoding="utf-8")


def test_the_page_does_what_it_says(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    examples = ROOT / "examples"
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(examples)
    run("export", "examples/tunnel", "--format", "dna", "--output", "tunnel.dna")
    space: dict[str, object] = {}
    blocks = re.findall(r"```(\w+)\n(.*?)```", PAGE, re.DOTALL)
    assert {kind for kind, _ in blocks} == {"python", "text", "sh", "csv"}
    printed = ""
    for kind, block in blocks:
        if kind == "csv":
            Path("atop5_1m.csv").write_text(block, encoding="utf-8")
        elif kind == "sh":
            for line in block.splitlines():
                done = run(*line.split()[1:])
                assert done.exit_code == 0, (line, done.output)
        elif kind == "python":
            capsys.readouterr()
            exec(block, space)  # noqa: S102
            printed = capsys.readouterr().out
        else:
            shown, _, rest = block.partition("...\n")
            assert printed.startswith(shown) if "...\n" in block else printed == shown, rest
    assert "100% equal" in done.stdout
    assert 'speaker: "' not in done.stdout
