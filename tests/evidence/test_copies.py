"""Whatever printers, browsers and editors do to a copy: every claim is found in it again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from copies import CHANGES, assert_found_again

from analysis.evidence import AnchorError, Article, anchor_problems, digest, locate, make_anchor

if TYPE_CHECKING:
    from conftest import MakeDossier

    import analysis


@pytest.mark.parametrize("change", CHANGES)
def test_every_claim_is_found_in_a_copy(
    change: str, dossier: analysis.Dossier, article: Article
) -> None:
    assert_found_again(dossier, article, change)


@pytest.mark.parametrize("change", sorted(CHANGES.keys() - {"all at once"}))
def test_a_claim_made_in_a_copy_is_found_in_the_original(
    change: str, make_dossier: MakeDossier
) -> None:
    text = "Café closed\n\nThe chief officer's re-election … “flat – final” and never-ending.\n"
    copy = Article(CHANGES[change](text))
    anchor = make_anchor(copy, 'chief officer\'s re-election … "flat – final" and')
    who = {"actor_id": "they", "name": "They", "kind": "group"}
    claim = {"claim_id": "c1", "speaker": "they", "statement": "It ends."} | anchor
    claims = make_dossier(actors=[who], claims=[claim]).claims
    assert locate(claims, copy)["match"].to_list() == ["exact"]
    spot = locate(claims, Article(text)).row(0, named=True)
    assert text[spot["start"] : spot["end"]].startswith("chief officer's re-election … “flat")
    assert spot["match"] in ("exact", "moved")


def test_a_digest_does_not_depend_on_what_copies_do_not_share() -> None:
    for change in ("decomposed", "soft hyphens", "ligatures", "doubled blanks", "CRLF"):
        assert digest(CHANGES[change]("An official\ncafé")) == digest("An official café"), change
    assert digest("An official café") != digest("An official cafe")


def test_words_in_syllables_and_signs_are_found_decomposed(make_dossier: MakeDossier) -> None:
    text = "제목\n\n대변인은 협상이 없다고 말했다. प्रवक्ता ने इनकार किया। Tiếng Việt nữa.\n"
    who = {"actor_id": "they", "name": "They", "kind": "group"}
    claims = [
        {"claim_id": f"c{n}", "speaker": "they", "statement": "No."} | make_anchor(Article(text), w)
        for n, w in enumerate(("협상이 없다고", "इनकार किया", "Tiếng Việt"))
    ]
    made = make_dossier(actors=[who], claims=claims).claims
    spots = locate(made, Article(CHANGES["decomposed"]("By a reporter\n\n" + text)))
    assert set(spots["match"]) == {"moved"}


def test_neighbours_that_moved_alike_choose_between_words_that_occur_twice(
    make_dossier: MakeDossier,
) -> None:
    words = ["First they met", "no deal was made", "no deal was made", "Then they left"]
    article = Article("Title\n\n" + ".\n\n".join(words) + ".\n")
    starts = [m.start() for m in re.finditer("First|no deal|Then", article.text)]
    who = {"actor_id": "they", "name": "They", "kind": "group"}
    claims = [
        {"claim_id": f"c{n}", "speaker": "they", "statement": "So.", "quote": said, "start": at}
        | {"end": at + len(said), "digest": digest(said), "paragraph": n + 1}
        for n, (at, said) in enumerate(zip(starts, words, strict=True))
    ]
    made = make_dossier(actors=[who], claims=claims).claims
    copy = Article("Title " + ". ".join(words))
    assert locate(made, copy)["start"].is_sorted()
    assert locate(made, copy)["start"].n_unique() == 4


def test_of_words_that_occur_twice_those_are_meant_that_moved_by_few_characters(
    make_dossier: MakeDossier,
) -> None:
    said = ("First they met", "no deal was made", "Then they left")

    def article(between: str) -> Article:
        return Article(f"Title\n\n{said[0]}.\n\n{between:x<80}.\n\n{said[2]}.\n")

    original = article(f"{said[1]} ")
    who = {"actor_id": "they", "name": "They", "kind": "group"}
    claims = [
        {"claim_id": f"c{n}", "speaker": "they", "statement": "So."} | make_anchor(original, words)
        for n, words in enumerate(said)
    ]
    made = make_dossier(actors=[who], claims=claims).claims
    near, far = (
        article(f"{'so ':y>{more}}{said[1]} as everybody said: {said[1]} ") for more in (12, 13)
    )
    spots = locate(made, near)
    assert spots["match"].to_list() == ["exact", "moved", "exact"]
    assert (spots["start"] - made["start"]).to_list() == [0, 12, 0]
    with pytest.raises(AnchorError, match="could be meant at characters 37 to 53, 73 to 89"):
        locate(made, far)


def test_of_words_in_two_paragraphs_those_in_the_paragraph_of_the_claim_are_meant(
    make_dossier: MakeDossier,
) -> None:
    original = Article("Title\n\nFirst they met.\n\nAnd no deal was made.\n\nThen they left.\n")
    who = {"actor_id": "they", "name": "They", "kind": "group"}
    claims = [
        {"claim_id": f"c{n}", "speaker": "they", "statement": "So."} | make_anchor(original, words)
        for n, words in enumerate(("First they met", "no deal was made"))
    ]
    made = make_dossier(actors=[who], claims=claims).claims
    more = "no deal was made.\n\nThen they left, since no deal was made"
    copy = Article(original.text.replace("no deal was made", f"after long and bitter talks {more}"))
    spots = locate(made, copy)
    assert spots["paragraph"].to_list() == [1, 2]
    assert spots["start"][1] == copy.text.index("no deal")


@pytest.mark.parametrize("column", ["cue", "likelihood_term"])
def test_a_cue_is_in_the_paragraph_of_its_claim(column: str, make_dossier: MakeDossier) -> None:
    article = Article("Title\n\nThey will likely stay, she said.\n\nHe denied it.\n")
    who = {"actor_id": "they", "name": "They", "kind": "group"}
    claim = {"claim_id": "c1", "speaker": "they", "statement": "They stay."}
    claim |= make_anchor(article, "will likely stay")
    for word in ("said", "Will likely"):
        claims = make_dossier(actors=[who], claims=[claim | {column: word}]).claims
        assert anchor_problems(claims, article) == []
    claims = make_dossier(actors=[who], claims=[claim | {column: "denied"}]).claims
    (problem,) = anchor_problems(claims, article)
    assert (problem.column, problem.value, problem.line) == (column, "denied", 2)
