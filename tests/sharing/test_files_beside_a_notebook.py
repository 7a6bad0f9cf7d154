"""Pictures, sound and links in every spelling are in the page, or it says why they are not."""

from __future__ import annotations

import base64
import unicodedata
from typing import TYPE_CHECKING

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from analysis.sharing import OfflineExporter, share

if TYPE_CHECKING:
    from pathlib import Path

    from nbformat import NotebookNode

PIXEL = base64.b64decode("R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==")
NAMES = ["my map.gif", "a[1].gif", "50%.gif", "a%20b.gif", "pic(1).gif", "a#b.gif", "a?b.gif"]
NAMES += ["a&b.gif", "지도.gif", "über.GIF", "it's.gif", "x.JPeG", "x.webp", "x.avif"]


def exported(*cells: NotebookNode, folder: Path | str = "") -> tuple[BeautifulSoup, list[str]]:
    about = {"metadata": {"name": "page", "path": str(folder)}}
    html, made = OfflineExporter().from_notebook_node(new_notebook(cells=list(cells)), about)
    return BeautifulSoup(html, "html.parser"), made["offline"]["left_out"]


def encoded(name: str) -> str:
    return "".join(f"%{byte:02X}" for byte in name.encode())


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("where", ["file", "attachment"])
def test_a_picture_of_any_name_is_in_the_page(tmp_path: Path, name: str, where: str) -> None:
    (tmp_path / name).write_bytes(PIXEL)
    start = "attachment:" if where == "attachment" else ""
    ends = ["", "?raw=true", "#part"] if where == "file" else [""]
    html_name = encoded(name) if set("#?%") & set(name) else name
    spellings = [f"![a](<{start}{encoded(name)}{end}> 'A title')" for end in ends]
    spellings += [
        f'<img alt=a src="{start}{html_name}">',
        f"![a][ref]\n\n[ref]: {start}{encoded(name)}",
    ]
    attachments = {name: {"image/gif": base64.b64encode(PIXEL).decode()}}
    for spelling in spellings:
        cell = new_markdown_cell(spelling, attachments=attachments)
        page, left_out = exported(cell, folder=tmp_path)
        assert left_out == []
        assert page.select_one("main img")["src"].startswith("data:image/"), spelling


def test_pictures_are_found_where_they_are(tmp_path: Path) -> None:
    folder = tmp_path / "notebooks"
    for place in (folder, folder / "sub", tmp_path, tmp_path / "figures"):
        place.mkdir(exist_ok=True)
        (place / "map.gif").write_bytes(PIXEL)
    inside = ["./map.gif", "sub/map.gif", "sub\\map.gif", "sub/../map.gif", "../map.gif"]
    inside += ["../figures/map.gif", (folder / "map.gif").as_uri(), str(folder / "map.gif")]
    html = " ".join(f"<img src='{place}'>" for place in inside)
    page, left_out = exported(new_markdown_cell(html), folder=folder)
    assert left_out == []
    assert len(page.select("main img")) == len(inside)


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("../map.gif", "it is outside of the notebook's folder"),
        ("sub/../../map.gif", "it is outside of the notebook's folder"),
        ("link.gif", "it is outside of the notebook's folder"),
        ("gone.gif", "there is no such file"),
        ("", "it names no file"),
        ("notes.txt", "it is not a picture, by its name"),
        ("a\0b.gif", "there is no such file"),
        ("film.mp4", "it is not a picture, by its name"),
        ("//example.org/x.gif", "it is on the internet, from which a page loads nothing"),
        ("HTTPS://example.org/x.gif", "it is on the internet, from which a page loads nothing"),
        ("attachment:gone.gif", "nothing of this name is attached to the cell"),
        ("data:image/gif;base64,%%%", "its data are not a picture, or are damaged"),
        ("data:text/html,x", "its data are not a picture, or are damaged"),
        ("tel:1", "it is neither attached nor a file"),
    ],
)
def test_a_picture_that_is_not_in_the_page_is_said_with_the_reason(
    tmp_path: Path, source: str, why: str
) -> None:
    folder = tmp_path / "inner"
    (folder / "sub").mkdir(parents=True)
    (tmp_path / "map.gif").write_bytes(PIXEL)
    (folder / "link.gif").symlink_to(tmp_path / "map.gif")
    for name in ("notes.txt", "film.mp4"):
        (folder / name).write_bytes(b"x")
    page, [said] = exported(new_markdown_cell(f'<img alt="A map" src="{source}">'), folder=folder)
    assert said.startswith(f"cell 1: picture left out, since {why}: A map (")
    assert page.select_one("main .left-out").get_text() == f"[{said.removeprefix('cell 1: ')}]"
    assert page.select("main img") == []


def test_a_picture_without_words_is_named_as_one(tmp_path: Path) -> None:
    (tmp_path / "a.gif").write_bytes(PIXEL)
    cell = new_markdown_cell('![](a.gif) ![](a.gif "The map") ![words](a.gif "The map")')
    page, _ = exported(cell, folder=tmp_path)
    assert [image["alt"] for image in page.select("main img")] == ["Picture", "The map", "words"]


def test_sound_and_film_can_be_played(tmp_path: Path) -> None:
    for name in ("a.wav", "b c.mp4"):
        (tmp_path / name).write_bytes(b"RIFF")
    html = (
        "<audio src='a.wav' autoplay></audio> <video><source src='b%20c.mp4'>None.</video>"
        "<audio src='data:audio/wav;base64,UklGRg=='></audio>"
        "<audio src='gone.mp3'></audio> <video src='https://example.org/x.mp4'></video>"
    )
    cell = new_code_cell("x", execution_count=1)
    cell.outputs = [new_output("display_data", {"text/html": html})]
    page, left_out = exported(cell, folder=tmp_path)
    assert [said.partition(":")[2][1:22] for said in left_out] == [
        "audio left out, since",
        "video left out, since",
    ]
    players = page.select("main audio, main video")
    assert [player.has_attr("controls") for player in players] == [True] * 3
    assert not any(player.has_attr("autoplay") for player in players)
    assert page.video.source["src"].startswith("data:video/mp4;base64,")
    assert "media-src data:" in page.find("meta", {"http-equiv": True})["content"]


def test_a_raw_cell_may_have_attachments() -> None:
    picture = {"x.gif": {"image/gif": base64.b64encode(PIXEL).decode()}}
    raw = new_raw_cell("<img src='attachment:x.gif'>", metadata={"format": "text/html"})
    raw["attachments"] = picture
    assert exported(raw)[0].select_one("main img")["src"].startswith("data:image/gif")


def test_links_lead_somewhere_or_are_named(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text("a")
    source = (
        "[1](data.csv) [2](gone.csv) [3](other.ipynb?x=1#Part) [4](other.html) [5](OTHER.IPYNB) "
        "[6](//example.org/x) [7](mailto:a@b.c) [8](file:///etc/hosts) [9](ftp://example.org) "
        "[10](attachment:x.pdf) https://example.org/q?a=1&b=2"
    )
    for name, text in {"one": source, "other": "# Other\n\n## Part"}.items():
        cells = [new_markdown_cell(text)]
        nbformat.write(new_notebook(cells=cells), tmp_path / f"{name}.ipynb")
    [one, _] = share(
        [tmp_path / "one.ipynb", tmp_path / "other.ipynb"], tmp_path / "site", execute=False
    )
    html = BeautifulSoup((tmp_path / "site/one.html").read_text("utf-8"), "html.parser")
    assert {a.get_text(): a["href"] for a in html.select("main a[href]")} == {
        "3": "other.html#Part",
        "4": "other.html",
        "6": "https://example.org/x",
        "7": "mailto:a@b.c",
        "https://example.org/q?a=1&b=2": "https://example.org/q?a=1&b=2",
    }
    assert [said.removeprefix("cell 1: ") for said in one.left_out] == [
        "data.csv is not shared along with this page",
        "gone.csv does not exist",
        "OTHER.ipynb is not shared along with this page",
        'link left out: "file:///etc/hosts"',
        'link left out: "ftp://example.org"',
        'link left out: "attachment:x.pdf"',
    ]
    assert one.summary.split()[0] == "1"
    assert "shared along" not in one.summary


@pytest.mark.parametrize("other", ["ONE", unicodedata.normalize("NFD", "über")])
def test_pages_whose_names_some_disks_take_for_one_are_refused(tmp_path: Path, other: str) -> None:
    from analysis.sharing import NotebookError

    first = "one" if other == "ONE" else "über"
    for name in (first, other):
        nbformat.write(new_notebook(cells=[]), tmp_path / f"{name}.ipynb")
    if len(list(tmp_path.glob("*.ipynb"))) == 1:
        pytest.skip("this disk takes the two for one")
    with pytest.raises(NotebookError, match="would both become"):
        share([tmp_path / f"{first}.ipynb", tmp_path / f"{other}.ipynb"], tmp_path / "site")
