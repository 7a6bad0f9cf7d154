"""What the figures of this room find, in sentences with slots; it loads no chart library."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from analysis.alliances import attacks, rows, tables
from analysis.alliances.clauses import OBLIGATION_VERBS, capital, listed
from analysis.alliances.sentences import Strained, day_text, few, number_word
from analysis.alliances.structure import every_setting
from analysis.alliances.ties import BASES
from analysis.charting import NothingToShow, counted
from analysis.dossier.vocabularies import labels

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.dossier import Dossier


class Said(NamedTuple):
    """A sentence with slots, and the figure that shows it."""

    template: str
    see: str
    slots: Mapping[str, object]


def opening_sentences(dossier: Dossier) -> list[Said]:
    """Say what strains the camps, what would change that, what treaties oblige, and as of when."""
    said = [_strain(dossier), _suppositions(dossier), _obligations(dossier), _status(dossier)]
    return [one for one in said if one is not None]


def _strain(dossier: Dossier) -> Said | None:
    day = rows.opening_setting(dossier)["day"]
    settings = every_setting(dossier, days={day: day_text(day)})
    camps = {
        basis: settings.camps[settings.number_of(day=day, basis=basis, what_if="none")]
        for basis in BASES
    }
    now, treaties = camps[BASES[-1]], camps[BASES[0]]
    slots: dict[str, object] = {"day": day_text(day), "known": now.edges.height, "n": now.index}
    if now.edges.is_empty():
        return Said("On {day} no friendly or hostile tie is known.", "", slots)
    strained = Strained.in_camps(now, dossier.names).text(now.index)
    template = "On {day}, {n} of {known} known ties {verb} the camps: {which}; "
    if not now.index:
        template = "On {day}, none of {known} known ties strains the camps; "
    if not treaties.index:
        template += "counting treaties alone, none does."
    elif now.index == treaties.index:
        template += "counting treaties alone, it is as many."
    else:
        template += "counting treaties alone, it is {t}."
    verb = "strains" if now.index == 1 else "strain"
    more = {"verb": verb, "which": strained, "t": treaties.index}
    return Said(template, "#explorer-tie-network", slots | more)


def _suppositions(dossier: Dossier) -> Said | None:
    if dossier.what_ifs.is_empty():
        return None
    day = rows.opening_setting(dossier)["day"]
    settings = every_setting(dossier, days={day: day_text(day)})
    _, changing = tables.supposed_rows(dossier, settings, day)
    every = len(settings.options["what_if"]) - 1
    slots = {
        "m": every,
        "k": len(changing),
        "which": "; ".join(
            f"\N{LEFT DOUBLE QUOTATION MARK}{one}\N{RIGHT DOUBLE QUOTATION MARK}"
            for one in changing
        ),
    }
    verb = "changes" if len(changing) == 1 else "change"
    template = f"Of {{m}} suppositions, {{k}} {verb} the number of strained ties: {{which}}."
    if not changing:
        template = "None of {m} suppositions changes the number of strained ties."
    return Said(template, "#table-frustration-by-what-if", slots)


def _obligations(dossier: Dossier) -> Said | None:
    grid = tables.obligation_rows(dossier)
    bound, parts, slots = _bound(grid, "defense"), [], dict[str, object]()
    if grid.height:
        parts.append("{bound} of {treaties} {oblige} to defend")
        oblige = "treaty obliges" if grid.height == 1 else "treaties compared oblige"
        slots |= {"bound": bound, "treaties": grid.height, "oblige": oblige}
    try:
        settings = attacks.attack_settings(dossier)
    except NothingToShow:
        return Said(f"{' '.join(parts)}.", "#table-obligation-grid", slots) if parts else None
    steps = attacks.attack_steps(dossier, settings)
    day = next(iter(settings))[1].values()
    case, defend = dict[str, str](), list[str]()
    # On the first day, the case in which most must defend; of several the first.
    for number, setting in settings:
        who = attacks.defenders(steps.filter(setting=number))
        if [*setting.values()][1:] == [*day][1:] and (not case or len(who) > len(defend)):
            case, defend = setting, who
    attacker, attacked, _ = attacks.asked(case)
    names = dossier.names.in_sentence
    slots |= {
        "a": names[attacker],
        "b": names[attacked],
        "who": few(defend),
        "k": len(defend),
    }
    act = "if {a} attacked {b}, "
    act += "nobody is known to have to defend it" if not defend else "{who} would have to defend it"
    parts.append(act)
    whole = ", and ".join(parts)
    return Said(f"{capital(whole)}.", "#explorer-attack-obligations", slots)


def _bound(grid: pl.DataFrame, obligation: str) -> int:
    return grid.filter(pl.col(obligation).struct.field("text") != "").height


def _status(dossier: Dossier) -> Said | None:
    read = dossier.ties["read_on"].max()
    parts, slots = [], dict[str, object]()
    if read is not None:
        parts.append("ties last checked on {read}")
        slots["read"] = day_text(read)  # type: ignore[arg-type]
    if dossier.study.as_of is not None:
        parts.append("evidence until {as_of}")
        slots["as_of"] = day_text(dossier.study.as_of)
    return Said(f"{capital('; '.join(parts))}.", "", slots) if parts else None


def obligation_words(grid: pl.DataFrame) -> str:
    """Count the treaties that oblige to defend, and name what none of them has."""
    owed, bound, every = labels("obligations"), _bound(grid, "defense"), grid.height
    none = [owed[word] for word in OBLIGATION_VERBS if not _bound(grid, word)]
    treaties = counted(every, "treaty", "treaties")
    if bound == every:
        said = (
            f"Each of {number_word(every)} treaties obliges" if every > 1 else "The treaty obliges"
        )
    else:
        number = f"{bound:,}" if bound else "None"
        verb = "obliges" if bound < 2 else "oblige"  # noqa: PLR2004  (one or more)
        said = f"{number} of {treaties} {verb}"
    lacking = f"; none has a duty of {listed(none)}" if none else ""
    return (
        f"{said} to defend{lacking}. Cells name articles; {_quoted('only')} marks duties that a "
        "data set codes and no clause that was read has."
    )


def _quoted(words: str) -> str:
    return f"\N{LEFT DOUBLE QUOTATION MARK}{words}\N{RIGHT DOUBLE QUOTATION MARK}"
