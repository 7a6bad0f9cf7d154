"""The two coders of an article: two dossiers, or the two who coded one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from analysis.coding.same_names import under_ids_of
from analysis.dossier import Dossier
from analysis.errors import QuestionError, shorten

if TYPE_CHECKING:
    import dataframely as dy

    from analysis.dossier.tables import Claim

_PLACES = ("the first coder", "the second coder")
_UNNAMED = "somebody unnamed"


@dataclass(frozen=True)
class Coder:
    """What one of two coders coded."""

    name: str
    """As it is inside a sentence."""
    dossier: Dossier
    claims: dy.DataFrame[Claim]
    by_name: dict[str, str] = field(default_factory=dict)
    """Ids of actors and weapons that the first coder has under another id, which is used here."""

    @property
    def short(self) -> str:
        """The name before what they said: "first" where nobody is named."""
        return self.name.removeprefix("the ").removesuffix(" coder")


def two_coders(first: Dossier, second: Dossier | None = None) -> tuple[Coder, Coder]:
    """Give the coders of two dossiers, or the two of one.

    A coder has the name that is in the claims, where it is one name and not the other's too. Who
    has another id in the second dossier, but the name of the first, has that one's id here.

    Raises
    ------
    QuestionError
        There is one dossier, and its claims are not by two coders.

    Examples
    --------
    >>> import analysis
    >>> [coder.name for coder in two_coders(analysis.example())]
    ['jt', 'mk']
    """
    if not isinstance(second, Dossier | None):
        raise QuestionError(f"a second dossier is expected, not {shorten(str(second))}")
    if second is not None:
        found = [{*dossier.claims["coder"].fill_null("")} for dossier in (first, second)]
        own = [names.pop() if len(names) == 1 else "" for names in found]
        name, other_name = own if all(own) and own[0] != own[1] else _PLACES
        same, by_name = under_ids_of(first, second)
        return Coder(name, first, first.claims), Coder(other_name, same, same.claims, by_name)
    rows = first.coders.get("claims", {})
    if len(rows) != len(_PLACES):
        listed = ", ".join(f"{coder or _UNNAMED} ({n:,})" for coder, n in rows.items())
        whose = f"{len(rows)} coders, {listed}" if rows else "one coder alone"
        raise QuestionError(
            f"The claims are by {whose}: give two dossiers, or two coders of one by "
            "load(folder, coder=NAME)."
        )
    filled = first.claims["coder"].fill_null("")
    one, other = (
        Coder(coder or _UNNAMED, first, cast("dy.DataFrame[Claim]", first.claims.filter(rows)))
        for coder, rows in ((c, filled == c) for c in sorted(rows, key=lambda c: (not c, c)))
    )
    return one, other
