"""The dossier's tables: one schema per CSV file, its vocabularies, and the rules between tables.

Every column carries a ``description``; ``metadata`` may add ``unit``, ``references`` (the table
whose key the cell names) and ``standard`` (the coding scheme the vocabulary comes from).
Rules are predicates named as sentences: they hold for every valid row.
"""

from typing import Annotated, cast

import dataframely as dy
import polars as pl

ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"
"""Stable kebab-case identifiers: lower-case letters, digits, single hyphens."""
REDUCED_DATE = r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"
"""ISO 8601 date of reduced precision: year, year-month or full date."""
MAX_QUOTE_WORDS = 8
"""Longest direct quotation a dossier may hold, in words."""

ACTOR_KINDS = ("state", "person", "organisation", "group", "armed_force", "medium", "bloc")
SECTORS = ("GOV", "MIL", "SPY", "LEG", "JUD", "COP", "EDU", "BUS", "MED", "IGO", "NGO", "CVL")
ATTRIBUTIONS = ("direct_quote", "mixed_quote", "indirect_speech", "narration", "caption")
SPEECH_ACTS = (
    "report", "assessment", "prediction", "threat", "warning", "reassurance",
    "promise", "policy", "refusal", "demand", "denial",
)  # fmt: skip
FACTUALITY = ("CT+", "PR+", "PS+", "CT-", "PR-", "PS-", "Uu")
RELATIONS = ("supports", "contradicts", "responds_to", "restates")
COMMITMENT_ACTS = ("threat", "warning", "promise", "policy", "obligation")
TIE_KINDS = (
    "alliance", "treaty", "arms_transfer", "military_aid", "joint_exercise", "troops",
    "sanctions", "war", "claim_of_hostility", "cooperation", "tension", "statement",
)  # fmt: skip
OBLIGATIONS = ("defense", "offense", "neutrality", "nonaggression", "consultation")
STATUSES = (
    "in_force", "ended", "superseded", "announced", "signed", "occurred", "disputed", "later",
)  # fmt: skip
EVENT_KINDS = (
    "summit", "signature", "entry_into_force", "exercise", "visit", "deployment", "statement",
    "transfer", "war", "article", "other",
)  # fmt: skip
WEAPON_CLASSES = (
    "rocket_artillery", "howitzer", "tank", "fighter", "stealth_aircraft", "air_defence",
    "air_to_air_missile", "carrier", "ammunition", "technology", "unresolved",
)  # fmt: skip
TRANSFER_STATUSES = ("supplied", "sold", "threatened", "suggested", "ruled_out")
VERDICTS = ("happened", "partly", "not_so_far", "contradicted", "untestable")
SOURCE_KINDS = (
    "article", "official", "manufacturer", "treaty_text", "dataset", "academic", "think_tank",
    "news_agency", "press", "broadcaster", "trade_press", "encyclopaedia", "reference", "blog",
    "other",
)  # fmt: skip
CONDITION_NEEDED = {
    "max_range_km": "munition", "test_flight_distance_km": "munition", "ready_rounds": "munition",
    "engagement_range_km": "target", "engagement_altitude_km": "target",
    "rate_of_fire_per_min": "mode", "radar_range_km": "mode",
    "combat_radius_km": "fuel", "ferry_range_km": "fuel", "road_range_km": "fuel",
    "max_speed_kmh": "altitude", "max_speed_mach": "altitude",
}  # fmt: skip
"""What the number of a quantity hangs on: the condition names it, if only as ``not stated``."""
TRIGGERS = ("armed_attack", "threat_of_attack", "war", "none")


def item_type(column: dy.Column) -> pl.DataType:
    """Type of a cell, or of the items of a list."""
    dtype = column.dtype
    return cast("pl.DataType", dtype.inner) if isinstance(dtype, pl.List) else dtype


def _key(description: str, **metadata: str) -> dy.String:
    return dy.String(primary_key=True, regex=ID, description=description, metadata=metadata or None)


def _ref(table: str, description: str, *, nullable: bool = False, key: bool = False) -> dy.String:
    return dy.String(
        nullable=nullable,
        primary_key=key,
        regex=ID,
        description=description,
        metadata={"references": table},
    )


def _refs(table: str, description: str) -> dy.List:
    return dy.List(dy.String(regex=ID), description=description, metadata={"references": table})


def _text(description: str, *, nullable: bool = False, **metadata: str) -> dy.String:
    return dy.String(
        nullable=nullable, min_length=1, description=description, metadata=metadata or None
    )


def _enum(
    values: tuple[str, ...], description: str, *, nullable: bool = False, standard: str = ""
) -> dy.Enum:
    return dy.Enum(
        values,
        nullable=nullable,
        description=description,
        metadata={"standard": standard} if standard else None,
    )


def _reduced_date(description: str) -> dy.String:
    return dy.String(nullable=True, regex=REDUCED_DATE, description=description)


def _names(key: str) -> pl.Expr:
    """Whether the condition has this key."""
    return pl.col("condition").str.contains(rf"(^|; ){key}: ").fill_null(value=False)


class Actor(dy.Schema):
    """A country, person, institution, unnamed speaker or the reporter."""

    actor_id = _key("Stable identifier of the actor")
    name = _text("Name in common English spelling")
    kind = _enum(ACTOR_KINDS, "What sort of actor; group = speakers left unnamed")
    role = _text("Office or function at the time of the article", nullable=True)
    affiliation = _ref("actors", "Actor this one speaks for or belongs to", nullable=True)
    country = dy.String(
        nullable=True,
        regex=r"^[A-Z]{3}$",
        description="Country the actor belongs to",
        metadata={"standard": "ISO 3166-1 alpha-3"},
    )
    sector = _enum(SECTORS, "Sector of society", nullable=True, standard="PLOVER sectors")
    aliases = dy.List(dy.String(min_length=1), description="Other spellings, as printed or common")

    @dy.rule()
    def affiliation_is_another_actor(cls) -> pl.Expr:
        """An actor does not belong to itself."""
        return pl.col("affiliation") != pl.col("actor_id")


class Claim(dy.Schema):
    """One proposition by one speaker that could be agreed with, disputed or checked alone."""

    claim_id = _key("Stable identifier of the claim")
    paragraph = dy.Int32(min=0, description="Non-empty line of the article, from 0 (the headline)")
    start = dy.Int32(
        min=0, description="First character of the span", metadata={"unit": "code points"}
    )
    end = dy.Int32(min=1, description="Character after the span", metadata={"unit": "code points"})
    digest = dy.String(
        regex=r"^[0-9a-f]{16}$",
        description="First 16 hex digits of the SHA-256 of the span's UTF-8 text",
    )
    quote = _text("Distinctive fragment of the span, at most eight words", standard="W3C exact")
    speaker = _ref("actors", "Who asserts it; the reporter where nobody else is named")
    nested_source = _ref(
        "actors", "Source inside the speaker's words (MPQA nested source)", nullable=True
    )
    attribution = _enum(ATTRIBUTIONS, "How the article carries the words")
    speech_act = _enum(SPEECH_ACTS, "What the speaker does with the words", standard="Searle")
    targets = _refs("actors", "Whom the act addresses")
    subjects = _refs("actors", "Whom the proposition is about")
    weapons = _refs("weapons", "Weapons the proposition mentions")
    statement = _text("The proposition in our own words")
    condition = _text("What it hangs on, in our own words", nullable=True)
    consequence = _text("What would follow, in our own words", nullable=True)
    cue = _text("Reporting word or phrase as printed", nullable=True)
    likelihood_term = _text("Likelihood or modal word as printed", nullable=True)
    factuality = _enum(FACTUALITY, "How committed the speaker is", standard="FactBank")
    polarity = _enum(("positive", "negative"), "Whether the proposition affirms or denies")
    time_reference = _enum(
        ("past", "present", "future", "timeless"), "When the proposition is said to hold"
    )
    date = dy.Date(nullable=True, description="Day the claim was made, where the article tells")
    concept = _text("What is argued about, shared across speakers", nullable=True, standard="DNA")
    stance = _enum(
        ("agree", "disagree"), "The speaker's position on the concept", nullable=True,
        standard="DNA",
    )  # fmt: skip

    @dy.rule()
    def claim_ends_after_it_starts(cls) -> pl.Expr:
        """The span holds at least one character."""
        return pl.col("end") > pl.col("start")

    @dy.rule()
    def quote_has_at_most_eight_words(cls) -> pl.Expr:
        """Longer quotations do not belong into a dossier."""
        return pl.col("quote").str.contains(rf"^\s*\S+(?:\s+\S+){{0,{MAX_QUOTE_WORDS - 1}}}\s*$")

    @dy.rule()
    def stance_has_a_concept(cls) -> pl.Expr:
        """Agreement needs something to agree with."""
        return pl.col("stance").is_null() | pl.col("concept").is_not_null()


class ClaimLink(dy.Schema):
    """How one claim bears on another."""

    claim_id = _ref("claims", "The claim that supports, contradicts, answers or restates", key=True)
    relation = dy.Enum(RELATIONS, primary_key=True, description="How it bears on the other")
    other_claim_id = _ref("claims", "The claim it bears on", key=True)

    @dy.rule()
    def claim_is_linked_to_another(cls) -> pl.Expr:
        """A claim does not bear on itself."""
        return pl.col("claim_id") != pl.col("other_claim_id")


class StateVariable(dy.Schema):
    """Something that is or is not the case; commitments are written over these."""

    variable_id = _key("Stable identifier, a short sentence in kebab-case")
    description = _text("What is the case when it is true")
    controller = _ref("actors", "Who alone can make it true; empty = nobody alone", nullable=True)
    kind = _enum(("action", "outcome"), "Something a party does, or something that comes of it")
    implies = _refs("state_variables", "Variables that hold with it by the meaning of the words")
    excludes = _refs("state_variables", "Variables that cannot hold together with it")


class Commitment(dy.Schema):
    """A threat, warning, promise, policy or obligation: if the condition, then the consequence."""

    commitment_id = _key("Stable identifier of the commitment")
    claim_id = _ref("claims", "Claim it rests on; empty for treaty obligations", nullable=True)
    tie_id = _ref("ties", "Treaty it rests on; empty for what was said", nullable=True)
    committer = _ref("actors", "Actor bound by it or making it")
    act = _enum(COMMITMENT_ACTS, "What sort of commitment")
    kind = _enum(
        ("deterrent", "compellent"), "Keeps from acting, or makes act", nullable=True,
        standard="Schelling; Sechser",
    )  # fmt: skip
    condition = _refs("state_variables", "State variables that must all be true")
    consequence = _refs("state_variables", "State variables that follow; empty = left unsaid")
    beneficiary = _ref("actors", "Third party or ally it would help", nullable=True)
    explicitness = _enum(("explicit", "implied"), "Whether condition and consequence are said")
    unsaid = _text("What was left open, in our own words", nullable=True)

    @dy.rule()
    def commitment_rests_on_a_claim_or_a_treaty(cls) -> pl.Expr:
        """Exactly one of claim_id and tie_id is given."""
        return pl.col("claim_id").is_null() != pl.col("tie_id").is_null()

    @dy.rule()
    def condition_names_a_state_variable(cls) -> pl.Expr:
        """A commitment without a condition is a plain fact."""
        return pl.col("condition").list.len() > 0


class Tie(dy.Schema):
    """A relation between two actors over a span of days, with what it rests on."""

    tie_id = _key("Stable identifier of the tie")
    source = _ref("actors", "First party; the one who acts where directed")
    target = _ref("actors", "Second party")
    directed = dy.Bool(description="true where it runs from source to target only")
    kind = _enum(TIE_KINDS, "What sort of relation")
    obligations = dy.List(
        dy.Enum(OBLIGATIONS), description="What a treaty obliges", metadata={"standard": "ATOP"}
    )
    sign = dy.Int8(
        nullable=True, check=lambda c: c.is_in([-1, 1]), description="+1 friendly, -1 hostile"
    )
    start = dy.Date(nullable=True, description="First day it holds")
    end = dy.Date(nullable=True, description="Last day it holds; empty = no end known")
    known_until = dy.Date(
        nullable=True,
        description="Last day the sources speak of; later without an end is not known",
    )
    status = _enum(STATUSES, "State of the tie at the time of the article; later = it came after")
    basis = _enum(("treaty", "event", "claim"), "What the tie rests on")
    claim_id = _ref("claims", "Claim it rests on", nullable=True)
    instrument = _text("Name of the treaty or act, our own short form", nullable=True)
    sources = _refs("sources", "Where it can be checked")

    @dy.rule()
    def tie_joins_two_actors(cls) -> pl.Expr:
        """No actor is tied to itself."""
        return pl.col("source") != pl.col("target")

    @dy.rule()
    def tie_ends_after_it_starts(cls) -> pl.Expr:
        """The end is not before the start."""
        return pl.col("end") >= pl.col("start")

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
        OBLIGATIONS, "What is owed; empty = none of the five kinds", nullable=True, standard="ATOP"
    )
    obliged = _ref("actors", "Who owes it; empty = both parties", nullable=True)
    trigger = _enum(TRIGGERS, "What calls it in")
    condition = _text("Further condition or limit, in our own words", nullable=True)
    response = _text("What is owed, in our own words")
    order = dy.Int32(min=1, description="Order of response: consultation before assistance")
    sources = _refs("sources", "Where it can be checked")


class Event(dy.Schema):
    """Something with a date: summit, signature, exercise, statement, war."""

    event_id = _key("Stable identifier of the event")
    name = _text("What happened, in our own words")
    start = dy.Date(description="First day")
    end = dy.Date(nullable=True, description="Last day; empty = one day or not over")
    kind = _enum(EVENT_KINDS, "What sort of event")
    actors = _refs("actors", "Who took part")
    claim_id = _ref("claims", "Claim of the article that reports it", nullable=True)
    sources = _refs("sources", "Where it can be checked")

    @dy.rule()
    def event_ends_after_it_starts(cls) -> pl.Expr:
        """The end is not before the start."""
        return pl.col("end") >= pl.col("start")

    @dy.rule()
    def event_has_a_claim_or_a_source(cls) -> pl.Expr:
        """No event on memory alone."""
        return pl.col("claim_id").is_not_null() | (pl.col("sources").list.len() > 0)


class Weapon(dy.Schema):
    """A weapon system, or an unresolved class of them, that the article names or implies."""

    weapon_id = _key("Stable identifier of the weapon")
    name = _text("Common name")
    designation = _text("Designations and export names", nullable=True)
    weapon_class = _enum(WEAPON_CLASSES, "Class within which comparison makes sense")
    origin = dy.String(
        nullable=True,
        regex=r"^[A-Z]{3}$",
        description="Country of origin",
        metadata={"standard": "ISO 3166-1 alpha-3"},
    )
    named_in_article = dy.Bool(description="true where the article names or describes it")
    resolution = _enum(("system", "class"), "A system, or a generic class left unresolved")
    paragraphs = dy.List(dy.Int32(min=0), description="Paragraphs of the article that mention it")
    may_mean = _refs("weapons", "Systems that an unresolved class may mean; never settled here")

    @dy.rule()
    def only_classes_may_mean_others(cls) -> pl.Expr:
        """A system is itself."""
        return (pl.col("resolution") == "class") | (pl.col("may_mean").list.len() == 0)

    @dy.rule()
    def named_weapons_have_paragraphs(cls) -> pl.Expr:
        """What the article names, it names somewhere."""
        return pl.col("named_in_article") == (pl.col("paragraphs").list.len() > 0)


class Figure(dy.Schema):
    """One figure on one weapon from one source; bounds left empty are open."""

    figure_id = _key("Stable identifier of the figure")
    weapon_id = _ref("weapons", "Weapon it describes")
    variant = _text("Variant of the weapon", nullable=True)
    quantity = dy.String(regex=r"^[a-z0-9_]+$", description="What was measured")
    low = dy.Float64(nullable=True, description="Lower bound in `unit`; empty = open")
    high = dy.Float64(nullable=True, description="Upper bound in `unit`; empty = open")
    unit = _text("Canonical unit of low and high, in pint's spelling")
    condition = _text("Munition, payload, terrain: `key: value`, joined by `; `", nullable=True)
    basis = _enum(
        ("manufacturer", "official", "test", "press", "encyclopaedia", "unknown"),
        "Who stands behind the number",
    )
    as_of = dy.Int32(nullable=True, min=1900, max=2100, description="Year the figure describes")
    source_id = _ref("sources", "Where it was read")
    confidence = _enum(("high", "medium", "low"), "How sure we are that it is read rightly")

    @dy.rule()
    def figure_has_a_bound(cls) -> pl.Expr:
        """A figure without a number is no figure."""
        return pl.col("low").is_not_null() | pl.col("high").is_not_null()

    @dy.rule()
    def low_is_at_most_high(cls) -> pl.Expr:
        """Bounds are in order."""
        return pl.col("low") <= pl.col("high")

    @dy.rule()
    def range_names_its_munition(cls) -> pl.Expr:
        """A range without munition cannot be compared, so it says `munition: ...` at least."""
        return (pl.col("quantity") != "max_range_km") | _names("munition")

    @dy.rule()
    def figure_names_what_it_hangs_on(cls) -> pl.Expr:
        """Speed without altitude, reach without target: as little comparable as such a range."""
        others = {quantity: key for quantity, key in CONDITION_NEEDED.items()
                  if quantity != "max_range_km"}  # fmt: skip
        return pl.all_horizontal(
            (pl.col("quantity") != quantity) | _names(key) for quantity, key in others.items()
        )


class Transfer(dy.Schema):
    """Who would send what to whom, and how the article speaks of it."""

    transfer_id = _key("Stable identifier of the transfer")
    weapon_id = _ref("weapons", "Weapon or class of weapons")
    supplier = _ref("actors", "Who would send it")
    recipient = _ref("actors", "Who would get it")
    status = _enum(TRANSFER_STATUSES, "How the article speaks of it")
    claim_id = _ref("claims", "Claim that says so")

    @dy.rule()
    def supplier_is_not_recipient(cls) -> pl.Expr:
        """Nothing is sent to oneself."""
        return pl.col("supplier") != pl.col("recipient")


class Outcome(dy.Schema):
    """What came of a forward-looking claim, as of a date."""

    claim_id = _ref("claims", "Claim that looked ahead", key=True)
    verdict = _enum(VERDICTS, "What came of it")
    date = dy.Date(nullable=True, description="Day it came about, where it did")
    summary = _text("What was reported and by whom, in our own words")
    sources = _refs("sources", "Where it can be checked")
    evidence_until = dy.Date(nullable=True, description="Last day the sources speak of")
    checked = dy.Date(description="Day the record was last looked at")

    @dy.rule()
    def verdict_has_a_source(cls) -> pl.Expr:
        """Only the untestable needs no evidence."""
        return (pl.col("verdict") == "untestable") | (pl.col("sources").list.len() > 0)

    @dy.rule()
    def outcome_is_checked_after_it_happened(cls) -> pl.Expr:
        """Nobody looks up the future."""
        return pl.col("checked") >= pl.max_horizontal("date", "evidence_until")


class Place(dy.Schema):
    """A point that ranges are measured from or to."""

    place_id = _key("Stable identifier of the place")
    name = _text("Name in common English spelling")
    country = dy.String(
        nullable=True,
        regex=r"^[A-Z]{3}$",
        description="Internationally recognised country",
        metadata={"standard": "ISO 3166-1 alpha-3"},
    )
    latitude_deg = dy.Float64(
        min=-90, max=90, description="Latitude, WGS 84", metadata={"unit": "degree"}
    )
    longitude_deg = dy.Float64(
        min=-180, max=180, description="Longitude, WGS 84", metadata={"unit": "degree"}
    )
    as_of = dy.Date(nullable=True, description="Day the position holds for, where it moves")
    note = _text("What the point stands for", nullable=True)
    sources = _refs("sources", "Where it can be checked")


class Source(dy.Schema):
    """A page, document or data set that rows point to."""

    source_id = _key("Stable identifier of the source")
    title = _text("Title; in brackets where the stored page showed none")
    publisher = _text("Who published it", nullable=True)
    url = dy.String(nullable=True, regex=r"^https?://\S+$", description="Address it was read at")
    published = _reduced_date("Date of publication, as precise as known")
    kind = _enum(SOURCE_KINDS, "What sort of source")
    reliability = _enum(
        tuple("ABCDEF"), "How reliable the source is", standard="Admiralty (AJP-2.1)"
    )


_ALONE = dy.CollectionMember(ignored_in_filters=True)


class Dossier(dy.Collection):
    """All tables about one article. Members are typed polars frames, named as the CSV files.

    Rules between tables are the ``references`` of the columns (every named id exists) and the
    methods that start with ``rule_``: each gives a boolean expression over one table joined
    with what it needs.
    """

    actors: Annotated[dy.DataFrame[Actor], _ALONE]
    claims: Annotated[dy.DataFrame[Claim], _ALONE]
    claim_links: Annotated[dy.DataFrame[ClaimLink], _ALONE]
    state_variables: Annotated[dy.DataFrame[StateVariable], _ALONE]
    commitments: Annotated[dy.DataFrame[Commitment], _ALONE]
    ties: Annotated[dy.DataFrame[Tie], _ALONE]
    clauses: Annotated[dy.DataFrame[Clause], _ALONE]
    events: Annotated[dy.DataFrame[Event], _ALONE]
    weapons: Annotated[dy.DataFrame[Weapon], _ALONE]
    figures: Annotated[dy.DataFrame[Figure], _ALONE]
    transfers: Annotated[dy.DataFrame[Transfer], _ALONE]
    outcomes: Annotated[dy.DataFrame[Outcome], _ALONE]
    places: Annotated[dy.DataFrame[Place], _ALONE]
    sources: Annotated[dy.DataFrame[Source], _ALONE]

    def __repr__(self) -> str:
        """Say which tables there are and how long they are."""
        tables = self.member_schemas()
        return f"Dossier({', '.join(f'{t}: {getattr(self, t).height} rows' for t in tables)})"
