"""What may not be in the repository: the article's sentences, and files too heavy to review."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.evidence import Article

ROOT = Path(__file__).resolve().parents[2]
WORDS_IN_A_ROW = 8
HEAVIEST_BYTES = 1_500_000


def tracked() -> list[Path]:
    command = ["git", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.split("\0") if (ROOT / name).is_file()]


def runs(text: str) -> set[tuple[str, ...]]:
    """Every run of one word more than may be quoted."""
    words = re.findall(r"[a-z0-9]+", text.lower().replace("’", "").replace("'", ""))
    return set(zip(*(words[i:] for i in range(WORDS_IN_A_ROW + 1)), strict=False))


def test_no_file_has_nine_words_of_the_article_in_a_row(article: Article) -> None:
    own = runs(article.text)
    assert own
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        assert not own & runs(text), path


def test_no_file_is_too_heavy_to_review() -> None:
    assert not {path.name for path in tracked() if path.stat().st_size > HEAVIEST_BYTES}
