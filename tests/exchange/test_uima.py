"""Annotations in UIMA CAS XMI are passages of the view's text, whatever Java counts."""

from __future__ import annotations

import shutil
import sys
import zipfile
from pathlib import Path

import pytest

import analysis
from analysis.exchange.uima import read_uima

SAMPLE = Path(__file__).parent / "data/uima"
TEXT = (SAMPLE.parent / "text.txt").read_bytes().decode()
XMI = (SAMPLE / "bridge.xmi").read_text(encoding="utf-8")


def saved(tmp_path: Path, content: str) -> Path:
    path = tmp_path / "bridge.xmi"
    path.write_text(content, encoding="utf-8")
    shutil.copy(SAMPLE / "TypeSystem.xml", tmp_path)
    return path


def test_without_cassis_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cassis", None)
    with pytest.raises(analysis.QuestionError, match=r"pip install 'article-dossier\[uima\]'"):
        read_uima(SAMPLE / "bridge.xmi")


@pytest.mark.heavy
def test_the_sample_is_read() -> None:
    foreign = read_uima(SAMPLE / "bridge.xmi")
    (text,) = foreign.texts
    assert text.text == TEXT
    assert [(p.start, p.end) for p in text.passages] == [(9, 27), (50, 66), (72, 94)]
    assert [p.words for p in text.passages] == [TEXT[p.start : p.end] for p in text.passages]
    assert [p.organization for p in text.passages] == ["Town", "Club", "Neighbours"]
    assert [p.cells for p in text.passages] == [
        {"stance": "agree"},
        {"stance": "disagree"},
        {"stance": "agree"},
    ]
    assert text.passages[2].labels == ("support", "intensity: 2")
    assert foreign.left_out == ()


@pytest.mark.heavy
def test_in_a_folder_or_zip_each_file_is_a_coder(tmp_path: Path) -> None:
    for coder in ("jt", "mk"):
        folder = tmp_path / "annotation/bridge.txt"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{coder}.xmi").write_text(XMI, encoding="utf-8")
    shutil.copy(SAMPLE / "TypeSystem.xml", tmp_path / "annotation")
    (text,) = read_uima(tmp_path / "annotation").texts
    assert text.name == "bridge.txt"
    assert [passage.coder for passage in text.passages] == ["jt"] * 3 + ["mk"] * 3
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("mk.xmi", XMI)
        archive.write(SAMPLE / "TypeSystem.xml", "TypeSystem.xml")
    (text,) = read_uima(tmp_path / "a.zip").texts
    assert {passage.coder for passage in text.passages} == {"mk"}


@pytest.mark.heavy
def test_layers_of_programs_are_counted(tmp_path: Path) -> None:
    layer = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token"
    types = (SAMPLE / "TypeSystem.xml").read_text(encoding="utf-8")
    more = "".join(
        f"<typeDescription><name>{name}</name><description/>"
        f"<supertypeName>uima.tcas.Annotation</supertypeName>{features}</typeDescription>"
        for name, features in (
            (layer, ""),
            ("custom.Mark", ""),
            (
                "custom.Link",
                (
                    "<features><featureDescription><name>Governor</name><description/>"
                    "<rangeTypeName>uima.tcas.Annotation</rangeTypeName></featureDescription>"
                    "<featureDescription><name>Dependent</name><description/>"
                    "<rangeTypeName>uima.tcas.Annotation</rangeTypeName></featureDescription>"
                    "</features>"
                ),
            ),
        )
    )
    (tmp_path / "types.xml").write_text(
        types.replace("</types>", f"{more}</types>"), encoding="utf-8"
    )
    spaces = 'xmlns:t="http:///de/tudarmstadt/ukp/dkpro/core/api/segmentation/type.ecore" '
    marks = (
        '<t:Token xmi:id="20" sofa="1" begin="0" end="2"/>'
        '<t:Token xmi:id="21" sofa="1" begin="3" end="6"/>'
        '<custom:Mark xmi:id="22" sofa="1" begin="3" end="6"/>'
        '<custom:Link xmi:id="23" sofa="1" begin="3" end="6" Governor="10" Dependent="11"/>'
        '<custom:Stance xmi:id="24" sofa="1" begin="3" end="3" label="empty"/><cas:Sofa'
    )
    content = XMI.replace("xmlns:cas", f"{spaces}xmlns:cas").replace("<cas:Sofa", marks, 1)
    content = content.replace('members="2 ', 'members="20 21 22 23 24 2 ')
    path = tmp_path / "a.xmi"
    path.write_text(content, encoding="utf-8")
    foreign = read_uima(path, typesystem=str(tmp_path / "types.xml"))
    assert len(foreign.texts[0].passages) == 3
    assert set(foreign.left_out) == {
        "2 annotations of the layer Token",
        "1 annotation Mark without words",
        "1 relation Link",
        "1 annotation Stance of no text",
    }


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("custom:Stance", "custom:Stand", "cannot be read as UIMA CAS XMI"),
        ('begin="10"', 'begin="ten"', "cannot be read as UIMA CAS XMI"),
        ("<cas:View", "<cas:View>", "is not XML"),
        ("<xmi:XMI", '<!DOCTYPE a [<!ENTITY b "c">]><xmi:XMI', "declares a document type"),
        ('members="2', 'members="999', "cannot be read as UIMA CAS XMI"),
    ],
)
def test_what_is_not_of_the_format_is_refused(
    old: str, new: str, said: str, tmp_path: Path
) -> None:
    path = saved(tmp_path, XMI.replace(old, new, 1))
    with pytest.raises(analysis.QuestionError, match=rf"bridge\.xmi.*{said}"):
        read_uima(path)


def test_a_type_system_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "bridge.xmi").write_text(XMI, encoding="utf-8")
    with pytest.raises(analysis.QuestionError, match=r"no TypeSystem\.xml beside it; name one by"):
        read_uima(tmp_path / "bridge.xmi")


@pytest.mark.heavy
def test_an_empty_type_system_is_not_replaced_by_another(tmp_path: Path) -> None:
    path = saved(tmp_path, XMI)
    (tmp_path / "empty.xml").touch()
    with pytest.raises(analysis.QuestionError, match="is not XML"):
        read_uima(path, typesystem=str(tmp_path / "empty.xml"))


def test_a_type_system_that_is_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "outside.xml").write_text("<typeSystemDescription/>", encoding="utf-8")
    (tmp_path / "inside").mkdir()
    path = tmp_path / "inside/bridge.xmi"
    path.write_text(XMI, encoding="utf-8")
    (tmp_path / "inside/TypeSystem.xml").symlink_to(tmp_path / "outside.xml")
    for read in (path, path.parent):
        with pytest.raises(analysis.QuestionError, match=r"TypeSystem\.xml is a link that points"):
            read_uima(read)
