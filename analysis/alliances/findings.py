"""What the figures of this room find, in sentences with slots; it loads no chart library."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from analysis.alliances import attacks, rows, supposing, tables
from analysis.alliances.clauses import OBLIGATION_VERBS, alternatives, capital
from analysis.alliances.sentences import Strained, day_text, few, number_word, quoted
from analysis.alliances.structure import every_setting
from analysis.alliances.ties import BASES
from analysis.charting import NothingToShow, counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.alliances.structure import CampSettings
    from analysis.dossier import Dossier


_TOGETHER = {
    "consultation": "consult",
    "defense": "defend each other",
    "offense": "attack together",
    "neutrality": "stay neutral",
    "nonaggression": "refrain from attacking each other",
}
"""What each obligation asks of all parties."""


class Said(NamedTuple):
    """A sentence with slots, and the figure that shows it."""

    template: str
    see: str
    slots: Mapping[str, object]


def opening_sentences(dossier: Dossier) -> list[Said]:
    """Say what strains the camps, what would change that, what treaties oblige, and as of when."""
    day = rows.opening_setting(dossier)["day"]
    settings = every_setting(dossier, days={day: day_text(day)})
    said = [
        _strain(dossier, settings, day),
        _suppositions(dossier, settings, day),
        _obligations(dossier),
        _status(dossier),
    ]
    return [one for one in said if one is not None]


def _strain(dossier: Dossier, settings: CampSettings, day: str) -> Said | None:
    camps = {
        basis: settings.camps[settings.number_of(day=day, basis=basis, what_if="none")]
        for basis in BASES
    }
    now, treaties = camps[BASES[-1]], camps[BASES[0]]
    slots: dict[str, object] = {"day": day_text(day), "known": now.edges.height, "n": now.index}
    if now.edges.is_empty():
        return Said("On {day} no friendly or hostile tie is known.", "", slots)
    strained = Strained.in_camps(now, dossier.names).text(now.index)
    bound = "" if now.proven else "at most "
    which = ": {which}." if strained else "."
    template = f"On {{day}}, {bound}{{n}} of {{known}} known ties {{verb}} the two camps{which}"
    if not now.index:
        template = "On {day}, none of {known} known ties strains the camps."
    elif not treaties.index:
        template += " Counting treaties alone, none does."
    elif now.index == treaties.index:
        template += " Counting treaties alone, as many do."
    else:
        template += " Counting treaties alone, the number is {t}."
    verb = "strains" if now.index == 1 else "strain"
    more = {"verb": verb, "which": strained, "t": treaties.index}
    return Said(template, "#explorer-tie-network", slots | more)


def _suppositions(dossier: Dossier, settings: CampSettings, day: str) -> Said | None:
    if dossier.what_ifs.is_empty():
        return None
    asked = supposing.suppositions(settings, day)
    changing = [one for one in asked if one.strain]
    slots: dict[str, object] = {"m": len(asked), "k": len(changing)}
    verb = "changes" if len(changing) == 1 else "change"
    template = f"Of {{m}} suppositions, {{k}} {verb} the number of strained ties"
    if changing:
        # Of several the first, so that no id decides.
        most = max(changing, key=lambda one: max(abs(now - before) for before, now in one.strain))
        before, now = max(most.strain, key=lambda step: abs(step[1] - step[0]))
        slots |= {"which": quoted(most.said), "before": before, "now": now}
        template += ": " if len(changing) == 1 else ", most of all "
        template += "{which}, from {before} to {now}."
    else:
        template = "None of {m} suppositions changes the number of strained ties."
    return Said(template, "#table-frustration-by-what-if", slots)


def _obligations(dossier: Dossier) -> Said | None:
    grid = tables.obligation_rows(dossier)
    bound, parts, slots = _bound(grid, "defense"), [], dict[str, object]()
    if grid.height:
        parts.append("{bound} of {the}{treaties} {oblige} the parties to defend each other")
        one = grid.height == 1
        oblige = "treaty compared obliges" if one else "treaties compared oblige"
        slots |= {"bound": bound, "treaties": grid.height, "oblige": oblige}
        slots["the"] = "" if one else "the "
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
    return grid.filter(pl.col(obligation).struct.field("text") != tables.NO_DUTY).height


def _status(dossier: Dossier) -> Said | None:
    checked = dossier.study.as_of
    dated = [dossier.ties["known_until"], dossier.ties["start"], dossier.events["start"]]
    days = pl.concat(dated).drop_nulls()
    until = (days if checked is None else days.filter(days <= checked)).max()
    parts, slots = [], dict[str, object]()
    if checked is not None:
        parts.append("checked on {checked}")
        slots["checked"] = day_text(checked)
    if until is not None:
        parts.append("evidence until {until}")
        slots["until"] = day_text(str(until))
    return Said(f"{capital('; '.join(parts))}.", "", slots) if parts else None


def obligation_words(grid: pl.DataFrame) -> str:
    """Count the treaties that oblige to defend, and name what none of them has."""
    bound, every = _bound(grid, "defense"), grid.height
    none = [_TOGETHER[word] for word in OBLIGATION_VERBS if not _bound(grid, word)]
    what = " the parties to defend each other"
    if bound == every:
        said = (
            f"Each of {number_word(every)} treaties obliges" if every > 1 else "The treaty obliges"
        )
    else:
        treaties = counted(every, "treaty", "treaties")
        number = f"{bound:,}" if bound else "None"
        said = f"{number} of {treaties} {'oblige' if bound > 1 else 'obliges'}"
    again = "it does not oblige" if every == 1 else "none obliges"
    if none == [_TOGETHER["defense"]]:
        return said + what
    rest = [words for words in none if bound or words != _TOGETHER["defense"]]
    return said + what + (f"; {again} them to {alternatives(rest)}" if rest else "")
