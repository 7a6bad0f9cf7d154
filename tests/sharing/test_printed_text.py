"""What a program printed ends as JupyterLab shows it, and can be read on either paper."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_notebook, new_output

from analysis.sharing import OfflineExporter
from analysis.sharing.terminal import contrast

# As JupyterLab 4.6 shows them.
PRINTED = {
    "\r 0%\r 50%|#\r 100%|##\ndone\n": " 100%|##\ndone\n",
    "12345\rab": "ab345",
    "abc\b\bX": "aX",
    "a\b\b\bb": "b",
    "a\n\bb": "a\nb",
    "ab\rc\bd": "d",
    "one\r\ntwo\r\n": "one\ntwo\n",
    "\r\r\r": "",
    "█████\r██": "█████",
    "\x1b[31mred\x1b[0m \x1b[2Kand \x1b[?25lplain": "red and plain",
    "\x1b]8;;https://example.org\x1b\\link\x1b]8;;\x07 \x1b(Bx": "link x",
}


def streams(*pieces: tuple[str, str]) -> BeautifulSoup:
    outputs = [new_output("stream", name=name, text=text) for name, text in pieces]
    notebook = new_notebook(cells=[new_code_cell("x", execution_count=1, outputs=outputs)])
    html, _ = OfflineExporter(exclude_input=True).from_notebook_node(notebook, {})
    return BeautifulSoup(html, "html.parser")


def words(page: BeautifulSoup) -> list[str]:
    return [pre.get_text() for pre in page.select(".output_area pre")]


@pytest.mark.parametrize("text", PRINTED)
def test_moves_of_the_cursor_end_as_in_jupyterlab(text: str) -> None:
    assert words(streams(("stdout", text), ("stderr", "."))) == [
        *filter(None, [PRINTED[text]]),
        ".",
    ]


@pytest.mark.parametrize("text", ["12345\rab\n", "abc\b\bX\r\nnext", "\rstep 1\rstep 2"])
def test_it_does_not_matter_where_a_print_was_flushed(text: str) -> None:
    whole = words(streams(("stdout", text)))
    for at in range(1, len(text)):
        assert words(streams(("stdout", text[:at]), ("stdout", text[at:]))) == whole


def test_both_streams_come_in_the_order_they_were_printed() -> None:
    page = streams(("stdout", "a\n"), ("stderr", "b\n"), ("stderr", "\n"), ("stdout", "c"))
    areas = page.select(".output_area")
    assert [area["class"][-1].removeprefix("output_") for area in areas] == [
        "stdout",
        "stderr",
        "stdout",
    ]
    assert words(page) == ["a\n", "b\n\n", "c"]


def test_a_stream_of_nothing_but_blanks_leaves_no_box() -> None:
    assert words(streams(("stdout", "a"), ("stderr", "\n"))) == ["a"]


@pytest.mark.parametrize("colour", [(0, 0, 0), (255, 255, 0), (0, 0, 95), (128, 128, 128)])
def test_any_ink_can_be_read_on_light_and_on_dark(colour: tuple[int, int, int]) -> None:
    ink = ";".join(map(str, colour))
    page = streams(("stdout", f"\x1b[38;2;{ink}mx\x1b[0m"))
    found = re.findall(r"(\d+),(\d+),(\d+)", page.select_one("pre span")["style"])
    light, dark = [(int(r), int(g), int(b)) for r, g, b in found]
    assert contrast(light, (244, 246, 248)) >= 4.5
    assert contrast(dark, (31, 36, 42)) >= 4.5


@pytest.mark.parametrize("codes", ["48;2;{}", "31;48;2;{}", "38;2;{0};48;2;{0}"])
@pytest.mark.parametrize("colour", ["0;0;95", "250;250;0", "128;128;128"])
def test_any_ground_has_an_ink_that_can_be_read(codes: str, colour: str) -> None:
    page = streams(("stdout", f"\x1b[{codes.format(colour)}mx\x1b[0m"))
    found = re.findall(r"(\d+),(\d+),(\d+)", page.select_one("pre span")["style"])
    ink, ground = [(int(r), int(g), int(b)) for r, g, b in found]
    assert contrast(ink, ground) >= 4.5
