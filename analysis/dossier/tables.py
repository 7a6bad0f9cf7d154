"""The dossier's tables: one schema per CSV file, and the rules within a row.

Every column carries a ``description``; ``metadata`` may add ``unit``, ``references`` (the table
whose key the cell names), ``vocabulary`` (in ``vocabularies.csv``) and ``standard`` (the coding
scheme). Rules are predicates named as sentences: they are true of every valid row. Rules between
tables are in :mod:`analysis.dossier.references`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import dataframely as dy
import polars as pl

from analysis.dossier.vocabularies import words

if TYPE_CHECKING:
    from collections.abc import Mapping

ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"
"""Stable kebab-case identifiers: lower-case letters, digits, single hyphens."""
REDUCED_DATE = (
    "^([1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])"
    "(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
)
"""ISO 8601 date of reduced precision: year, year-month or full date."""
COUNTRY = r"^[A-Z]{3}$"
"""ISO 3166-1 alpha-3 code of a country."""
WORD = r"^[a-z0-9]+(_[a-z0-9]+)*$"
"""Names of classes and quantities: lower-case words joined by underscores."""
DIGEST = r"^[0-9a-f]{16}$"
WEB = r"^https?://[^\s/?#\"<>\\^`{|}]+([/?#][^\s\"<>\\^`{|}]*)?$"
"""Address of a page: a host, and nothing that an address writes as ``%20``."""
MAX_QUOTE_WORDS = 8
"""Longest direct quotation a dossier may contain, in words."""
SIGN_WORDS = {"friendly": "1", "hostile": "-1"}
"""What a reader sees of the column ``sign``, and what its cells have."""


def item_type(column: dy.Column) -> pl.DataType:
    """Type of a cell, or of the items of a list."""
    dtype = column.dtype
    return cast("pl.DataType", dtype.inner) if isinstance(dtype, pl.List) else dtype


def is_free_text(column: dy.Column) -> bool:
    """Whether cells, or items of a list, are written freely: words for a reader, or addresses."""
    free = getattr(_item(column), "regex", None) in (None, WEB)
    return item_type(column) == pl.String and free


def _item(column: dy.Column) -> dy.Column:
    return column.inner if isinstance(column, dy.List) else column


def is_optional(column: dy.Column) -> bool:
    """Whether a table may lack the column: it is then empty in every row."""
    return column.nullable or isinstance(column.dtype, pl.List)


def _key(description: str, *, regex: str = ID) -> dy.String:
    return dy.String(primary_key=True, regex=regex, description=description)


def _ref(table: str, description: str, *, nullable: bool = False, key: bool = False) -> dy.String:
    return dy.String(
        nullable=nullable,
        primary_key=key,
        regex=ID,
        description=description,
        metadata={"references": table},
    )


def _refs(table: str, description: str, *, regex: str = ID) -> dy.List:
    return dy.List(dy.String(regex=regex), description=description, metadata={"references": table})


def _text(description: str, *, nullable: bool = False, **metadata: str) -> dy.String:
    return dy.String(
        nullable=nullable, min_length=1, description=description, metadata=metadata or None
    )


def _enum(
    vocabulary: str,
    description: str,
    *,
    nullable: bool = False,
    key: bool = False,
    standard: str = "",
) -> dy.Enum:
    return dy.Enum(
        words(vocabulary),
        nullable=nullable,
        primary_key=key,
        description=description,
        metadata={"vocabulary": vocabulary} | ({"standard": standard} if standard else {}),
    )


def _enums(vocabulary: str, description: str, *, standard: str = "") -> dy.List:
    metadata = {"vocabulary": vocabulary} | ({"standard": standard} if standard else {})
    return dy.List(dy.Enum(words(vocabulary)), description=description, metadata=metadata)


def _day(description: str, *, nullable: bool = True) -> dy.Date:
    return dy.Date(nullable=nullable, description=description)


def _country(description: str) -> dy.String:
    metadata = {"standard": "ISO 3166-1 alpha-3"}
    return dy.String(nullable=True, regex=COUNTRY, description=description, metadata=metadata)


def _coder() -> dy.String:
    return _text("Who coded the row", nullable=True)


def _review() -> dy.Enum:
    return _enum("reviews", "State of review; empty = accepted", nullable=True)


def _read_on() -> dy.Date:
    return _day("Day on which somebody last had the source's passage before them")


class Actor(dy.Schema):
    """A country, person, institution, unnamed speaker or the author of the article."""

    actor_id = _key("Stable identifier of the actor")
    name = _text("Name in common English spelling")
    kind = _enum("actor_kinds", "What sort of actor; group = speakers left unnamed")
    role = _text("Office or function at the time of the article", nullable=True)
    affiliation = _ref("actors", "Actor this one speaks for or belongs to", nullable=True)
    country = _country("Country the actor belongs to")
    sector = _enum("sectors", "Sector of society", nullable=True, standard="PLOVER sectors")
    aliases = dy.List(dy.String(min_length=1), description="Other spellings, as printed or common")
    in_sentence = _text("Name as it is inside a sentence; empty = the name", nullable=True)
    cow_code = dy.Int32(
        nullable=True,
        min=1,
        max=999,
        description="State number of the Correlates of War project",
        metadata={"standard": "Correlates of War"},
    )

    @dy.rule()
    def affiliation_is_another_actor(cls) -> pl.Expr:
        """An actor does not belong to itself."""
        return pl.col("affiliation") != pl.col("actor_id")


class Claim(dy.Schema):
    """One statement by one speaker that could be agreed with, disputed or checked alone."""

    claim_id = _key("Stable identifier of the claim")
    paragraph = dy.Int32(min=0, description="Non-empty line of the article, from 0 (the headline)")
    start = dy.Int32(
        min=0, description="First character of the span", metadata={"unit": "code points"}
    )
    end = dy.Int32(min=1, description="Character after the span", metadata={"unit": "code points"})
    digest = dy.String(
        regex=DIGEST,
        description="First 16 hex digits of the SHA-256 of the span's UTF-8 text "
        "(NFC, single blanks)",
    )
    quote = _text("Distinctive fragment of the span, at most eight words", standard="W3C exact")
    speaker = _ref("actors", "Who asserts it; the article's author where nobody else is named")
    nested_source = _ref(
        "actors", "Whose words or view the speaker reports (MPQA nested source)", nullable=True
    )
    attribution = _enum("attributions", "How the article carries the words", nullable=True)
    speech_act = _enum(
        "speech_acts", "What the speaker does with the words", nullable=True, standard="Searle"
    )
    targets = _refs("actors", "Whom the act addresses")
    subjects = _refs("actors", "Whom the statement is about")
    weapons = _refs("weapons", "Weapons the statement mentions")
    statement = _text("The statement, paraphrased")
    condition = _text("What it depends on, paraphrased", nullable=True)
    consequence = _text("What would follow, paraphrased", nullable=True)
    cue = _text("Reporting word or phrase as printed", nullable=True)
    likelihood_term = _text("Likelihood or modal word as printed", nullable=True)
    factuality = _enum(
        "factuality", "How committed the speaker is", nullable=True, standard="FactBank"
    )
    polarity = _enum("polarities", "Whether the statement affirms or denies", nullable=True)
    time_reference = _enum(
        "time_references", "When the statement is said to be true", nullable=True
    )
    said_on = _day("Day the claim was made, where the article says")
    concept = _text("What is argued about, shared across speakers", nullable=True, standard="DNA")
    stance = _enum(
        "stances",
        "Position on the concept of the nested source, else of the speaker",
        nullable=True,
        standard="DNA",
    )
    coder = _coder()
    review = _review()

    @dy.rule()
    def claim_ends_after_it_starts(cls) -> pl.Expr:
        """The span has at least one character."""
        return pl.col("end") > pl.col("start")

    @dy.rule()
    def quote_has_at_most_eight_words(cls) -> pl.Expr:
        """Longer quotations do not belong in a dossier."""
        return pl.col("quote").str.contains(rf"^\s*\S+(?:\s+\S+){{0,{MAX_QUOTE_WORDS - 1}}}\s*$")

    @dy.rule()
    def stance_has_a_concept(cls) -> pl.Expr:
        """Agreement needs something to agree with."""
        return pl.col("stance").is_null() | pl.col("concept").is_not_null()


class ClaimLink(dy.Schema):
    """How one claim relates to another."""

    claim_id = _ref(
        "claims",
        "The claim that supports, contradicts, qualifies, explains, answers or restates",
        key=True,
    )
    relation = _enum("relations", "How it relates to the other", key=True)
    other_claim_id = _ref("claims", "The claim it relates to", key=True)

    @dy.rule()
    def claim_is_linked_to_another(cls) -> pl.Expr:
        """A claim is not linked to itself."""
        return pl.col("claim_id") != pl.col("other_claim_id")


class Proposition(dy.Schema):
    """Something that is or is not the case; commitments are written over these."""

    proposition_id = _key("Stable identifier, a short sentence in kebab-case")
    description = _text("What is the case when it is true")
    controller = _ref("actors", "Who alone can make it true; empty = no one alone", nullable=True)
    kind = _enum("proposition_kinds", "Something a party does, or something that results")
    implies = _refs("propositions", "Propositions that are true with it by the meaning of words")
    excludes = _refs("propositions", "Propositions that cannot be true together with it")

    @dy.rule()
    def proposition_has_to_do_with_others(cls) -> pl.Expr:
        """A proposition neither implies nor excludes itself."""
        others = pl.col("implies").list.concat("excludes")
        return ~others.list.contains(pl.col("proposition_id"))

    @dy.rule()
    def implied_is_not_excluded(cls) -> pl.Expr:
        """What is true with it can be true together with it."""
        return pl.col("implies").list.set_intersection("excludes").list.len() == 0


class Commitment(dy.Schema):
    """A threat, warning, promise, policy or obligation: if the condition, then the consequence."""

    commitment_id = _key("Stable identifier of the commitment")
    claim_id = _ref("claims", "Claim it rests on; empty for treaty obligations", nullable=True)
    tie_id = _ref("ties", "Treaty it rests on; empty for what was said", nullable=True)
    committer = _ref("actors", "Actor bound by it or making it")
    act = _enum("commitment_acts", "What sort of commitment")
    kind = _enum(
        "commitment_kinds",
        "Keeps from acting, or makes act",
        nullable=True,
        standard="Schelling; Sechser",
    )
    condition = _refs("propositions", "Propositions that must all be true")
    consequence = _refs("propositions", "Propositions that follow; empty = left open")
    beneficiary = _ref("actors", "Third party or ally it would help", nullable=True)
    explicitness = _enum("explicitness", "Whether condition and consequence are said")
    unsaid = _text("What was left open, paraphrased", nullable=True)

    @dy.rule()
    def commitment_rests_on_a_claim_or_a_treaty(cls) -> pl.Expr:
        """Exactly one of claim_id and tie_id is given."""
        return pl.col("claim_id").is_null() != pl.col("tie_id").is_null()

    @dy.rule()
    def condition_names_a_proposition(cls) -> pl.Expr:
        """A commitment without a condition is a plain fact."""
        return pl.col("condition").list.len() > 0


class Tie(dy.Schema):
    """A relation between two actors over a span of days, with what it rests on."""

    tie_id = _key("Stable identifier of the tie")
    source = _ref("actors", "First party; the one who acts where directed")
    target = _ref("actors", "Second party")
    directed = dy.Bool(description="true where it runs from the first party to the second only")
    kind = _enum("tie_kinds", "What sort of relation")
    obligations = _enums("obligations", "What a treaty obliges", standard="ATOP")
    sign = dy.Int8(
        nullable=True, check=lambda c: c.is_in([-1, 1]), description="+1 friendly, -1 hostile"
    )
    signed = _day("Day of signature, for treaties")
    start = _day("First day; of a treaty, its entry into force")
    end = _day("Last day; of a treaty, the last day in force; empty = no end known")
    known_until = _day("Last day the sources speak of; later without an end is not known")
    status = _enum("tie_statuses", "State of the tie at the time of the article")
    basis = _enum("bases", "What the tie rests on")
    claim_id = _ref("claims", "Claim it rests on", nullable=True)
    instrument = _text("Name of the treaty or act, our own short form", nullable=True)
    coded_by = _text("Data set that coded an obligation; empty = coded here", nullable=True)
    sources = _refs("sources", "Where it can be checked")
    read_on = _read_on()
    coder = _coder()
    review = _review()

    @dy.rule()
    def tie_joins_two_actors(cls) -> pl.Expr:
        """No actor is tied to itself."""
        return pl.col("source") != pl.col("target")

    @dy.rule()
    def tie_ends_after_it_starts(cls) -> pl.Expr:
        """The end is not before the start."""
        return pl.col("end") >= pl.col("start")

    @dy.rule()
    def tie_starts_after_it_is_signed(cls) -> pl.Expr:
        """The first day is not before the signature."""
        return pl.col("start") >= pl.col("signed")

    @dy.rule()
    def claim_basis_names_its_claim(cls) -> pl.Expr:
        """Whoever says a tie exists is on record."""
        return (pl.col("basis") != "claim") | pl.col("claim_id").is_not_null()

    @dy.rule()
    def treaty_and_event_ties_have_a_source(cls) -> pl.Expr:
        """Only what the article claims may rest on the article alone."""
        return (pl.col("basis") == "claim") | (pl.col("sources").list.len() > 0)


class Clause(dy.Schema):
    """One clause of a treaty: who owes whom what, when."""

    clause_id = _key("Stable identifier of the clause")
    tie_id = _ref("ties", "Treaty it belongs to")
    article = _text("Article of the treaty as numbered", nullable=True)
    obligation = _enum(
        "obligations", "What is owed; empty = none of ATOP's five", nullable=True, standard="ATOP"
    )
    obliged = _ref("actors", "Who owes it; empty = both parties", nullable=True)
    trigger = _enum("triggers", "What activates it")
    condition = _text("Further condition or limit, paraphrased", nullable=True)
    response = _text("What is owed, paraphrased")
    response_order = dy.Int32(min=1, description="Order of response: consultation, then assistance")
    sources = _refs("sources", "Where it can be checked")
    read_on = _read_on()


class Event(dy.Schema):
    """Something with a date: summit, signature, exercise, statement, war."""

    event_id = _key("Stable identifier of the event")
    name = _text("What happened, paraphrased")
    start = _day("First day", nullable=False)
    end = _day("Last day; empty = one day or not over")
    kind = _enum("event_kinds", "What sort of event")
    actors = _refs("actors", "Who took part")
    claim_id = _ref("claims", "Claim of the article that reports it", nullable=True)
    sources = _refs("sources", "Where it can be checked")

    @dy.rule()
    def event_ends_after_it_starts(cls) -> pl.Expr:
        """The end is not before the start."""
        return pl.col("end") >= pl.col("start")

    @dy.rule()
    def event_has_a_claim_or_a_source(cls) -> pl.Expr:
        """Every event cites a claim or a source."""
        return pl.col("claim_id").is_not_null() | (pl.col("sources").list.len() > 0)


class Weapon(dy.Schema):
    """A weapon system, or an unresolved class of them, that the article names or implies."""

    weapon_id = _key("Stable identifier of the weapon")
    name = _text("What the article calls it, or else its common name")
    designation = _text("Designations and export names", nullable=True)
    weapon_class = dy.String(
        regex=WORD,
        description="Class within which comparison makes sense, such as howitzer or cruise_missile",
    )
    origin = _country("Country of origin")
    named_in_article = dy.Bool(description="true where the article itself names or describes it")
    resolution = _enum("specificity", "A system, or a generic class left unresolved")
    paragraphs = dy.List(dy.Int32(min=0), description="Paragraphs of the article that mention it")
    may_mean = _refs("weapons", "Systems that an unresolved class may mean; never settled here")

    @dy.rule()
    def only_classes_may_mean_others(cls) -> pl.Expr:
        """A system is itself."""
        return (pl.col("resolution") == "class") | (pl.col("may_mean").list.len() == 0)

    @dy.rule()
    def class_means_others(cls) -> pl.Expr:
        """An unresolved class does not mean itself."""
        return ~pl.col("may_mean").list.contains(pl.col("weapon_id"))

    @dy.rule()
    def named_weapons_have_paragraphs(cls) -> pl.Expr:
        """What the article names, it names somewhere."""
        return pl.col("named_in_article") == (pl.col("paragraphs").list.len() > 0)


class WeaponClass(dy.Schema):
    """A class of weapons that the package's standard ones lack."""

    weapon_class = _key("Name of the class, as in weapons", regex=WORD)
    label = _text("How a reader sees it")
    fired_from = _enum("fired_from", "Where it is fired from; empty = it is not", nullable=True)
    loads = dy.List(dy.String(regex=WORD), description="Classes it fires or carries")
    faces = dy.List(dy.String(regex=WORD), description="Other classes it would be set against")


class Quantity(dy.Schema):
    """A quantity of weapons that the package's standard ones lack, or that needs other words."""

    quantity = _key("Name of the quantity, as in figures", regex=WORD)
    label = _text("How a reader sees it, without its unit")
    unit = _text("Unit of its figures, in pint's spelling")
    needs = dy.String(
        nullable=True, regex=WORD, description="Key of the condition that a figure has to state"
    )
    is_range = dy.Bool(nullable=True, description="true where it says how far a weapon reaches")
    compared = dy.Bool(nullable=True, description="true where one weapon may outdo another in it")
    on_sheets = dy.Bool(nullable=True, description="false where printed sheets leave it out")
    first = dy.String(nullable=True, regex=WORD, description="Quantity it is derived from")
    operator = dy.Enum(("*", "/"), nullable=True, description="How it is derived")
    second = dy.String(nullable=True, regex=WORD, description="The other quantity it derives from")

    @dy.rule()
    def derivation_is_whole(cls) -> pl.Expr:
        """A derived quantity names two others and an operator."""
        given = [pl.col(c).is_not_null() for c in ("first", "operator", "second")]
        return pl.all_horizontal(given) | ~pl.any_horizontal(given)


class Figure(dy.Schema):
    """One figure on one weapon from one source; bounds left empty are open."""

    figure_id = _key("Stable identifier of the figure")
    weapon_id = _ref("weapons", "Weapon it describes")
    variant = _text("Variant of the weapon", nullable=True)
    quantity = dy.String(regex=WORD, description="What was measured")
    low = dy.Float64(nullable=True, min=0, description="Lower bound in `unit`; empty = open")
    high = dy.Float64(nullable=True, min=0, description="Upper bound in `unit`; empty = open")
    unit = _text("Unit of low and high, in pint's spelling")
    condition = _text("Munition, payload, terrain: `key: value`, joined by `; `", nullable=True)
    basis = _enum("figure_bases", "Who stands behind the number")
    as_of = dy.Int32(nullable=True, min=1900, max=2100, description="Year the figure describes")
    source_id = _ref("sources", "Where it was read")
    confidence = _enum(
        "figure_confidences",
        "Doubt about the reading that the grade of the source does not say; empty = none",
        nullable=True,
    )
    read_on = _read_on()

    @dy.rule()
    def condition_says_each_thing_once(cls) -> pl.Expr:
        """A condition has one value for each of its keys."""
        keys = (
            pl.col("condition")
            .str.split("; ")
            .list.eval(pl.element().str.splitn(": ", 2).struct.field("field_0"))
        )
        return keys.list.n_unique() == keys.list.len()

    @dy.rule()
    def figure_has_a_bound(cls) -> pl.Expr:
        """A figure has a number."""
        return pl.col("low").is_not_null() | pl.col("high").is_not_null()

    @dy.rule()
    def low_is_at_most_high(cls) -> pl.Expr:
        """Bounds are in order."""
        return pl.col("low") <= pl.col("high")


class Transfer(dy.Schema):
    """Who would send what to whom, and how the article speaks of it."""

    transfer_id = _key("Stable identifier of the transfer")
    weapon_id = _ref("weapons", "Weapon or class of weapons")
    supplier = _ref("actors", "Who would send it")
    recipient = _ref("actors", "Who would get it")
    status = _enum("transfer_statuses", "How the article speaks of it")
    claim_id = _ref("claims", "Claim that says so")
    coder = _coder()
    review = _review()

    @dy.rule()
    def supplier_is_not_recipient(cls) -> pl.Expr:
        """Nothing is sent to oneself."""
        return pl.col("supplier") != pl.col("recipient")


class Delivery(dy.Schema):
    """Who is said to have delivered how much to whom; bounds left empty are open."""

    delivery_id = _key("Stable identifier of the delivery")
    supplier = _ref("actors", "Who delivered")
    recipient = _ref("actors", "Who received; empty for what is only made or held", nullable=True)
    item = _text("What was delivered, paraphrased")
    weapon_id = _ref("weapons", "Weapon or class of weapons", nullable=True)
    low = dy.Float64(nullable=True, min=0, description="Lower bound in `unit`; empty = open")
    high = dy.Float64(nullable=True, min=0, description="Upper bound in `unit`; empty = open")
    unit = _text("What is counted, such as `shells` or `containers`")
    measure = _enum("delivery_measures", "What sort of number it is")
    premise = _text("What the number presupposes, paraphrased", nullable=True)
    start = _day("First day the number covers")
    end = _day("Last day the number covers")
    claimant = _ref("actors", "Who says so", nullable=True)
    claimed_on = _day("Day it was said")
    claim_id = _ref("claims", "Claim of the article that says so", nullable=True)
    method = _text("How the number was arrived at, paraphrased", nullable=True)
    sources = _refs("sources", "Where it can be checked")

    @dy.rule()
    def delivery_goes_to_somebody(cls) -> pl.Expr:
        """Only what is made or held has nobody who receives it."""
        kept = pl.col("measure").cast(pl.String).is_in(["output", "stock"])
        return pl.col("recipient").is_not_null() | kept

    @dy.rule()
    def delivery_goes_to_another(cls) -> pl.Expr:
        """Nothing is delivered to oneself."""
        return pl.col("supplier") != pl.col("recipient")

    @dy.rule()
    def low_is_at_most_high(cls) -> pl.Expr:
        """Bounds are in order."""
        return pl.col("low") <= pl.col("high")

    @dy.rule()
    def delivery_ends_after_it_starts(cls) -> pl.Expr:
        """The end is not before the start."""
        return pl.col("end") >= pl.col("start")


class WhatIf(dy.Schema):
    """A tie that a supposition assumes or drops; one row per tie."""

    what_if_id = dy.String(
        primary_key=True, regex=ID, description="Identifier; first appearance sets the order"
    )
    description = _text("What is supposed; the same on every row of a what-if")
    change = _enum("changes", "assume = the tie exists, whatever its dates; drop = it does not")
    tie_id = _ref("ties", "The tie", key=True)

    @dy.rule()
    def what_if_is_not_called_none(cls) -> pl.Expr:
        """In controls, ``none`` means that nothing is supposed."""
        return pl.col("what_if_id") != "none"


class Outcome(dy.Schema):
    """What happened after a forward-looking claim, as of a date."""

    claim_id = _ref("claims", "Claim that looked ahead", key=True)
    verdict = _enum("verdicts", "What happened")
    date = _day("Day it happened, where it did")
    summary = _text("What was reported and by whom, paraphrased")
    sources = _refs("sources", "Where it can be checked")
    evidence_until = _day("Last day the sources speak of")
    checked_on = _day("Day the record was last checked", nullable=False)
    confidence = _enum(
        "confidences", "Confidence in the verdict", nullable=True, standard="ICD 203"
    )
    single_voice = dy.Bool(
        nullable=True, description="true where only one voice supports it; empty = several do"
    )

    @dy.rule()
    def verdict_has_a_source(cls) -> pl.Expr:
        """Only what was not tested needs no evidence."""
        return (pl.col("verdict") == "not_tested") | (pl.col("sources").list.len() > 0)

    @dy.rule()
    def outcome_is_checked_after_it_happened(cls) -> pl.Expr:
        """An outcome is not checked before it happens."""
        return pl.col("checked_on") >= pl.max_horizontal("date", "evidence_until")


class Frontier(dy.Schema):
    """How far the record reaches on a question: what "not so far" means."""

    question = dy.String(primary_key=True, min_length=1, description="What was looked for")
    claims = _refs("claims", "Claims whose verdict depends on the answer")
    latest_evidence_on = _day("Day of the latest evidence found")
    sources = _refs("sources", "Where that evidence is")
    searched_on = _day("Day of the search", nullable=False)
    note = _text("What was and was not found, paraphrased", nullable=True)

    @dy.rule()
    def evidence_is_older_than_the_search(cls) -> pl.Expr:
        """A search finds what is there."""
        return pl.col("searched_on") >= pl.col("latest_evidence_on")


class Place(dy.Schema):
    """A point that ranges are measured from or to."""

    place_id = _key("Stable identifier of the place")
    name = _text("Name in common English spelling")
    country = _country("Internationally recognised country")
    latitude_deg = dy.Float64(
        min=-90, max=90, description="Latitude, WGS 84", metadata={"unit": "degree"}
    )
    longitude_deg = dy.Float64(
        min=-180, max=180, description="Longitude, WGS 84", metadata={"unit": "degree"}
    )
    as_of = _day("Day on which the position was right, where it moves")
    note = _text("What the point represents", nullable=True)
    sources = _refs("sources", "Where it can be checked")


class Source(dy.Schema):
    """A page, document or data set that rows point to."""

    source_id = _key("Stable identifier of the source")
    title = _text("Title; in brackets where the page showed none")
    publisher = _text("Who published it", nullable=True)
    url = dy.String(nullable=True, regex=WEB, description="Address it was read at")
    published = dy.String(
        nullable=True, regex=REDUCED_DATE, description="Date of publication, as precise as known"
    )
    kind = _enum("source_kinds", "What sort of source")
    reliability = _enum(
        "reliabilities",
        "How reliable the source is",
        nullable=True,
        standard="Admiralty (AJP-2.1)",
    )
    voice = _text("Whose text it is, where several sources carry the same", nullable=True)
    retrieved = _day("Day it was retrieved")
    archived_url = dy.String(nullable=True, regex=WEB, description="Address of an archived copy")

    @dy.rule()
    def published_is_a_day_that_exists(cls) -> pl.Expr:
        """A month has no more days than the calendar gives it."""
        day = pl.col("published").str.to_date("%Y-%m-%d", strict=False)
        return (pl.col("published").str.len_bytes() < len("2031-05-04")) | day.is_not_null()

    @dy.rule()
    def source_is_retrieved_after_it_was_published(cls) -> pl.Expr:
        """Days of two places on earth may differ by one."""
        latest = pl.col("retrieved").dt.offset_by("1d").cast(pl.String)
        return latest.str.head(pl.col("published").str.len_bytes()) >= pl.col("published")


TABLES: Mapping[str, type[dy.Schema]] = {
    "actors": Actor,
    "claims": Claim,
    "claim_links": ClaimLink,
    "propositions": Proposition,
    "commitments": Commitment,
    "ties": Tie,
    "what_ifs": WhatIf,
    "clauses": Clause,
    "events": Event,
    "weapons": Weapon,
    "weapon_classes": WeaponClass,
    "quantities": Quantity,
    "figures": Figure,
    "transfers": Transfer,
    "deliveries": Delivery,
    "outcomes": Outcome,
    "frontier": Frontier,
    "places": Place,
    "sources": Source,
}
"""Schema of every table, by table name; the file of a table is its name plus ``.csv``."""
CODED = tuple(name for name, table in TABLES.items() if "review" in table.column_names())
"""Tables whose rows say who coded them and whether they were accepted."""
