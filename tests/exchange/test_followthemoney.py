"""Entities of FollowTheMoney: read without its package, written and checked with it."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import QuestionError
from analysis.dossier.countries import short_codes
from analysis.exchange.followthemoney import PROPERTIES, WORDED, followthemoney_entities
from analysis.exchange.followthemoney_rows import _COUNTRIES, _ENDS, read_followthemoney
from analysis.exchange.ftm_entities import DOCUMENTS, KINDS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import MakeDossier

    from analysis import Dossier
    from analysis.evidence import Foreign

Read = "Callable[..., Foreign]"


def entity(key: str, schema: str, **properties: object) -> dict[str, Any]:
    listed = {name: one if isinstance(one, list) else [one] for name, one in properties.items()}
    return {"id": key, "schema": schema, "properties": listed}


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Foreign]:
    def of(*entities: object) -> Foreign:
        path = tmp_path / "entities.ftm.json"
        lines = [one if isinstance(one, str) else json.dumps(one) for one in entities]
        path.write_text("\n".join(lines), encoding="utf-8")
        return read_followthemoney(path)

    return of


def test_actors_have_names_aliases_countries_and_roles(read: Callable[..., Foreign]) -> None:
    found = read(
        entity(
            "Q1",
            "Person",
            name=["Ann Lee", "李安"],
            alias="A. Lee",
            previousName="Ann Poe",
            nationality="kp",
            country="fr",
            position="Minister",
            birthDate="1960",
        ),
        entity("NK-2", "Company", name="Harbour Line", jurisdiction=["fr", "de"]),
        entity("NK-3", "PublicBody", name="Port Office", country="suhh", position=["a", "b"]),
        entity("NK-4", "LegalEntity", name="Harbour Line", country="zz", alias="a|b"),
        {"id": "NK-5", "schema": "Organization", "caption": "The Yard", "properties": {}},
        entity("adr", "Address", full="1 Quay"),
    )
    assert found.rows["actors"] == [
        {
            "actor_id": "ann-lee",
            "name": "Ann Lee",
            "kind": "person",
            "country": "PRK",
            "aliases": "李安|A. Lee|Ann Poe",
            "role": "Minister",
        },
        {"actor_id": "harbour-line", "name": "Harbour Line", "kind": "organisation"},
        {
            "actor_id": "port-office",
            "name": "Port Office",
            "kind": "organisation",
            "country": "SUN",
        },
        {"actor_id": "harbour-line-2", "name": "Harbour Line"},
        {"actor_id": "the-yard", "name": "The Yard", "kind": "organisation"},
    ]
    assert found.left_out == (
        '1 actor with several countries ("fr, de")',
        '1 actor with several positions ("a, b")',
        '1 name with the character | that separates aliases ("a|b")',
        '1 actor with a country that ISO 3166 does not have ("zz")',
        "1 entity of Address, which no table has rows of",
        "1 actor with birthDate, for which actors have no column",
    )


def test_entities_are_one_by_what_is_stated_and_never_by_name(
    read: Callable[..., Foreign],
) -> None:
    found = read(
        entity("a", "Person", name="Ann Lee"),
        entity("b", "Person", name="Ann Lee"),
        entity("c", "LegalEntity", name="A. Lee", wikidataId="Q7"),
        entity("d", "Person", name="Ann Lee", wikidataId="q7 "),
        entity("a", "Person", alias="Annie"),
        entity("e", "Company", name="Yard", registrationNumber="12", jurisdiction="fr"),
        entity("f", "Company", name="Le Yard", registrationNumber="12", country="fr"),
        entity("g", "Company", name="Yard", registrationNumber="12", jurisdiction="de"),
        {**entity("h", "Company", name="The Yard"), "referents": ["g", "gone"]},
        entity("l", "UnknownLink", subject="gone", object="d", role="cooperation"),
    )
    names = [(row["name"], row.get("aliases"), row.get("kind")) for row in found.rows["actors"]]
    assert names == [
        ("Ann Lee", "Annie", "person"),
        ("Ann Lee", None, "person"),
        ("A. Lee", "Ann Lee", "person"),
        ("Yard", "Le Yard", "organisation"),
        ("Yard", "The Yard", "organisation"),
    ]
    (tie,) = found.rows["ties"]
    assert (tie["source"], tie["target"]) == (
        found.rows["actors"][4]["actor_id"],
        found.rows["actors"][2]["actor_id"],
    )


def test_a_person_and_a_body_are_two_whatever_identifiers_say(
    read: Callable[..., Foreign],
) -> None:
    one = {"wikidataId": "Q1"}
    chain = [
        entity("p", "Person", name="P", **one),
        entity("l", "LegalEntity", name="L", **one),
        entity("c", "Company", name="C", **one),
    ]
    for order in (chain, chain[::-1]):
        kinds = {row.get("kind") for row in read(*order).rows["actors"]}
        assert {"person", "organisation"} <= kinds
    found = read(entity("p", "Person", name="P"), entity("p", "Vessel", name="V"))
    assert found.left_out == ('1 part of an entity that is a Person elsewhere ("Vessel")',)


def test_who_belongs_to_one_actor_is_affiliated_and_other_links_are_counted(
    read: Callable[..., Foreign],
) -> None:
    people = [entity(key, "Person", name=key.title()) for key in ("ann", "ben", "cid", "dot")]
    found = read(
        *people,
        entity("yard", "Company", name="Yard"),
        entity("port", "PublicBody", name="Port"),
        entity("1", "Employment", employee="ann", employer="yard", role="clerk"),
        entity("2", "Directorship", director="ann", organization="yard"),
        entity("3", "Membership", member="ben", organization="yard"),
        entity("4", "Representation", agent="ben", client="port"),
        entity("5", "Employment", employee="cid", employer="yard", endDate="2020"),
        entity("6", "Ownership", owner="cid", asset="yard"),
        entity("7", "UnknownLink", subject="dot", object="port", role="friend"),
        entity("8", "UnknownLink", subject="dot", object="elsewhere", role="war"),
        entity("9", "UnknownLink", subject="dot", object="dot", role="war"),
    )
    above = {row["name"]: row.get("affiliation") for row in found.rows["actors"]}
    assert above == {
        "Ann": "yard",
        "Ben": None,
        "Cid": None,
        "Dot": None,
        "Yard": None,
        "Port": None,
    }
    assert found.rows["ties"] == []
    assert found.left_out == (
        "1 entity of Employment that have ended",
        '1 entity of UnknownLink whose role is not a kind of tie ("friend")',
        '2 entities of UnknownLink that do not join two actors of the file ("war")',
        "1 entity of Membership of actors that belong to several",
        "1 entity of Representation of actors that belong to several",
        "1 entity of Ownership, which no table has rows of",
    )


def test_links_whose_role_is_a_kind_of_tie_are_ties(read: Callable[..., Foreign]) -> None:
    found = read(
        entity("a", "PublicBody", name="Ardania"),
        entity("b", "PublicBody", name="Belmark"),
        entity(
            "1",
            "UnknownLink",
            subject="a",
            object="b",
            role="arms transfer",
            startDate="2031-05",
            endDate="2031-06-30",
            status="took place",
            proof="p",
            summary="Lease of 2031",
        ),
        entity(
            "p",
            "HyperText",
            title="A page",
            keywords="press",
            sourceUrl="https://example.org",
            publishedAt="2031",
            retrievedAt="2032-01-01",
        ),
        entity("q", "Pages", title="No kind"),
    )
    assert found.rows["ties"] == [
        {
            "tie_id": "ardania-belmark-arms-transfer",
            "source": "ardania",
            "target": "belmark",
            "kind": "arms_transfer",
            "status": "occurred",
            "sources": "a-page",
            "end": "2031-06-30",
            "instrument": "Lease of 2031",
        },
    ]
    assert found.rows["sources"] == [
        {
            "source_id": "a-page",
            "title": "A page",
            "kind": "press",
            "url": "https://example.org",
            "published": "2031",
            "retrieved": "2032-01-01",
        },
    ]
    assert '1 document without a title and a kind of source ("No kind")' in found.left_out


def test_entities_within_entities_are_read(read: Callable[..., Foreign]) -> None:
    yard = entity("yard", "Company", name="Yard")
    job = entity("job", "Employment", employee="ann", employer=yard)
    (ann, other) = read({**entity("ann", "Person", name="Ann", employers=job)}).rows["actors"]
    assert (ann["affiliation"], other["name"]) == ("yard", "Yard")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", r"line 1, column \d+: is not JSON"),
        ("[]", "line 1: a list is not an object"),
        ("{}", "line 1: an object is not an entity with an id and a schema"),
        ('{"id": "a"}', "is not an entity with an id and a schema"),
        ('{"id": ["a"], "schema": "Person"}', "id: a list is not a text"),
        ('{"id": "a", "schema": "Person", "properties": []}', "properties: a list is not an obj"),
        ('{"id": "a", "schema": "Person", "properties": {"name": [[]]}}', "name.*a list is not"),
        ('{"id": "a", "schema": "Person", "properties": {"name": [true]}}', "not a text"),
        ('{"id": "a", "schema": "Person", "referents": "b"}', "referents: .b. is not a list"),
        ("[" * 100_000, "nested too deeply"),
        ('{"id": "a", "schema": "P", "properties": {"name": ["\\ud800"]}}', "lone surrogate"),
    ],
)
def test_a_line_that_is_not_an_entity_is_named(
    read: Callable[..., Foreign], line: str, said: str
) -> None:
    with pytest.raises(QuestionError, match=f"entities.ftm.json.*{said}"):
        read(line)


def test_an_empty_file_has_no_rows_and_a_large_one_is_read_in_seconds(
    read: Callable[..., Foreign],
) -> None:
    assert read("", "  ").rows == {"actors": [], "sources": [], "ties": []}
    many = [
        entity(f"e{n}", "Person", name=f"P {n}", wikidataId=f"Q{n // 2}") for n in range(10_000)
    ]
    assert len(read(*many).rows["actors"]) == 5_000


def test_without_the_package_the_export_says_what_to_install(
    dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "followthemoney", None)
    with pytest.raises(QuestionError, match=r"pip install 'article-dossier\[followthemoney\]'"):
        followthemoney_entities(dossier)


def cells(dossier: Dossier, table: str) -> dict[str, dict[str, str]]:
    def cell(value: object) -> str:
        if isinstance(value, bool):
            return str(value).lower()
        return "|".join(map(str, value)) if isinstance(value, list) else str(value)

    rows = (
        {name: cell(value) for name, value in row.items() if value is not None}
        for row in getattr(dossier, table).iter_rows(named=True)
    )
    key = f"{table[:-1]}_id"
    return {row[key]: {name: text for name, text in row.items() if text} for row in rows}


def written(folder: Path, dossier: Dossier) -> Path:
    path = folder / "entities.ftm.json"
    path.write_text(followthemoney_entities(dossier), encoding="utf-8", newline="")
    return path


def require_valid(text: str) -> None:
    """Have the package's own model clean every value again, and find nothing to change."""
    from followthemoney import model

    for line in text.splitlines():
        data = json.loads(line)
        proxy = model.get_proxy(data, cleaned=False)
        assert proxy.schema.name == data["schema"]
        assert not proxy.schema.abstract
        proxy.schema.validate(data)
        assert proxy.to_dict()["properties"] == data["properties"]
        assert proxy.id == data["id"]


@pytest.mark.heavy
def test_what_is_written_is_valid_and_comes_back_whole(dossier: Dossier, tmp_path: Path) -> None:
    path = written(tmp_path, dossier)
    require_valid(path.read_text(encoding="utf-8"))
    found = read_followthemoney(path)
    assert found.left_out == ()
    for table in ("actors", "ties", "sources"):
        key = f"{table[:-1]}_id"
        assert {row[key]: row for row in found.rows[table]} == cells(dossier, table), table
    assert followthemoney_entities(dossier) == path.read_text(encoding="utf-8")


@pytest.mark.heavy
def test_every_reference_is_to_an_entity_that_is_there(dossier: Dossier) -> None:
    from followthemoney import model

    lines = [json.loads(line) for line in followthemoney_entities(dossier).splitlines()]
    known = {line["id"]: line["schema"] for line in lines}
    assert len(known) == len(lines)
    for line in lines:
        schema = model.get(line["schema"])
        assert schema is not None
        for name, values in line["properties"].items():
            prop = schema.properties[name]
            if prop.type.name == "entity":
                ranges = [model.get(known[value]) for value in values]
                assert all(one is not None and one.is_a(prop.range) for one in ranges)


@pytest.mark.heavy
def test_kinds_of_actors_have_the_schemata_that_are_true_of_them(
    make_dossier: MakeDossier,
) -> None:
    rows = [
        {"actor_id": f"a{n}", "name": f"A {n}", "kind": kind, "sector": sector}
        for n, (kind, sector) in enumerate(
            [
                ("person", "GOV"),
                ("state", ""),
                ("organisation", "GOV"),
                ("organisation", "BUS"),
                ("organisation", "SOC"),
                ("bloc", ""),
                ("armed_force", "MIL"),
                ("armed_group", "REB"),
                ("medium", "JRN"),
                ("group", ""),
            ]
        )
    ]
    lines = followthemoney_entities(make_dossier(actors=rows)).splitlines()
    assert [json.loads(line)["schema"] for line in lines] == [
        *("Person", "PublicBody", "PublicBody", "Company", "Organization", "Organization"),
        *("PublicBody", "Organization", "Organization", "LegalEntity"),
    ]
    assert followthemoney_entities(make_dossier()) == ""


@pytest.mark.heavy
def test_text_that_the_model_does_not_take_is_refused_in_a_sentence(dossier: Dossier) -> None:
    actors = dossier.actors.with_columns(in_sentence=pl.lit("y" * 70_000))
    said = r'dossier-ferry-crisis-actor-ardania: .* does not take "actor_id: .* as description'
    with pytest.raises(QuestionError, match=said):
        followthemoney_entities(replace(dossier, actors=actors))


TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12).filter(str.strip)


@pytest.mark.heavy
@settings(max_examples=25, deadline=None)
@given(st.tuples(TEXT, TEXT, TEXT), st.lists(TEXT, max_size=3))
def test_whatever_a_cell_contains_comes_back(
    dossier: Dossier,
    tmp_path_factory: pytest.TempPathFactory,
    texts: tuple[str, str, str],
    aliases: list[str],
) -> None:
    (name, role, instrument), three = texts, ["ardania", "belmark", "corvia"]
    aliases = list(dict.fromkeys(one.replace("|", "/") for one in aliases))
    among = pl.col("source").is_in(three) & pl.col("target").is_in(three)
    strained = replace(
        dossier,
        actors=dossier.actors.filter(
            pl.col("actor_id").is_in([*three, "mira-tolvane"])
        ).with_columns(
            pl.lit(name).alias("name"),
            pl.lit(role).alias("role"),
            pl.lit(aliases, pl.List(pl.String)).alias("aliases"),
        ),
        ties=dossier.ties.filter(among).with_columns(pl.lit(instrument).alias("instrument")),
        sources=dossier.sources.with_columns(pl.lit(name).alias("title")),
    )
    path = written(tmp_path_factory.mktemp("ftm"), strained)
    require_valid(path.read_text(encoding="utf-8"))
    found = read_followthemoney(path)
    for table in ("actors", "ties", "sources"):
        key = f"{table[:-1]}_id"
        assert {row[key]: row for row in found.rows[table]} == cells(strained, table)


@pytest.mark.heavy
def test_what_is_read_without_the_package_is_what_its_model_says() -> None:
    from followthemoney import model
    from followthemoney.types import registry

    legal = model.get("LegalEntity")
    assert legal is not None
    assert {*KINDS} == {"LegalEntity", *(one.name for one in legal.descendants)}
    documents = model.get("Document")
    assert documents is not None
    known = {one.name for one in documents.descendants} - {"Folder"}
    assert DOCUMENTS - {"Document"} <= known | {"Message", "Article"}
    for schema, (source, target) in _ENDS.items():
        found = model.get(schema)
        assert found is not None
        assert (found.edge_source, found.edge_target) == (source, target)
    tables = {
        "actors": ["LegalEntity"],
        "ties": ["UnknownLink"],
        "sources": ["Article", "HyperText", "Pages"],
    }
    for table, schemata in tables.items():
        for schema in schemata:
            of = model.get(schema)
            assert of is not None
            assert {*PROPERTIES[table].values(), WORDED[table]} <= {*of.properties}
    person = model.get("Person")
    assert person is not None
    assert {*_COUNTRIES} <= {*person.properties}
    current = [code for code in short_codes().values() if len(code) == 2]
    assert len(current) == 249
    assert [registry.country.clean(code) for code in current] == [c.lower() for c in current]
