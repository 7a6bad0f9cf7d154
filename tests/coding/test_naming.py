"""Names of a file are actors by what is stated, and two of one name are never taken for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from analysis.coding.naming import Naming

if TYPE_CHECKING:
    from analysis import Dossier


def test_an_id_of_a_file_is_the_file_s_own(dossier: Dossier) -> None:
    rows = [
        {"actor_id": "felland", "name": "F\N{LATIN SMALL LETTER E WITH ACUTE}lland"},
        {"actor_id": "n1", "name": "Felland"},
        {"actor_id": "n2", "name": "Elsewhere", "aliases": "the islands"},
    ]
    naming = Naming(dossier, rows)
    assert naming.actor("felland", "state") == naming.actor("felland", "state") == "felland-2"
    assert naming.actor("n1", "state") == "felland"
    assert naming.actor("n2", "state") == "delmora", "by the alias that the dossier states"
    assert naming.new["felland-2"]["name"] == "F\N{LATIN SMALL LETTER E WITH ACUTE}lland"


def test_two_actors_of_a_file_are_two_though_they_have_one_name(dossier: Dossier) -> None:
    rows = [{"actor_id": f"ann-{n}", "name": "Ann Lee", "kind": "person"} for n in (1, 2)]
    naming = Naming(dossier, rows)
    assert [naming.actor(own, "person") for own in ("ann-2", "ann-1")] == ["ann-2", "ann-1"]
    assert list(naming.new) == ["ann-2", "ann-1"]
    with pytest.raises(LookupError, match='"Ann Lee" is a name of ann-1 and of ann-2'):
        naming.actor("Ann Lee", "person")


def test_ids_of_the_dossier_stay_what_they_are_where_a_file_has_none(dossier: Dossier) -> None:
    naming = Naming(dossier, [{"name": "Ada Reyes"}])
    assert naming.actor("felland", "state") == "felland"
    assert naming.actor("Ada Reyes", "person") == "ada-reyes"
    assert naming.actor("ada-reyes", "person") == "ada-reyes"
