"""The disagreements of two coders in a notebook, one by one, until there is one table of claims.

The article goes to the browser by message: no trait has it, so that a saved notebook, the state of
its widgets and a shared page never do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.coding.assets import disagreeing_script, disagreeing_style
from analysis.coding.deciding import Deciding
from analysis.coding.message_view import MessageView

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

    from analysis.dossier import Dossier


class Disagreements(MessageView):
    """Decide on what two coders of an article see differently, and merge their claims.

    It shows pairs of claims on the same words that differ, and claims of one coder alone, with
    their words in the article. Every decision is kept in ``decisions.json`` in the folder as it is
    made; once all are made, the merged claims can be written there.

    Parameters
    ----------
    first, second
        Folders of the two coders, or their dossiers; or one alone, with claims by two. The text
        is the first one's ``article.txt``, else what ``DOSSIER_ARTICLE`` names.
    into
        Folder of the decisions and of the merged claims; it is made where there is none.
    threshold
        Least overlap by union of two claims on the same words, as for `agreement`.

    Raises
    ------
    QuestionError
        There is one dossier and its claims are not by two coders, or the threshold is not a share.
    DossierError
        A dossier does not load, or what is called ``decisions.json`` in the folder is not one.

    Examples
    --------
    >>> import tempfile
    >>> import analysis
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     Disagreements(analysis.example(), into=folder)
    Disagreements of jt and mk: 20 to be decided
    """

    _esm = f"{disagreeing_script()}\nexport default dossierDisagreements.widget;"
    _css = disagreeing_style()

    def __init__(
        self,
        first: str | Path | Dossier,
        second: str | Path | Dossier | None = None,
        *,
        into: str | Path,
        threshold: float = 0.5,
    ) -> None:
        self._deciding = Deciding(first, second, into=into, threshold=threshold)
        super().__init__(self._deciding)

    def merged(self) -> pl.DataFrame:
        """Give the merged claims, as `merge` does.

        Raises
        ------
        QuestionError
            Something is not decided yet.
        """
        return self._deciding.merged()

    def __repr__(self) -> str:
        one, other = (coder.name for coder in self._deciding.pair)
        left = self._deciding.left
        said = f"{left:,} to be decided" if left else "all is decided"
        return f"{type(self).__name__} of {one} and {other}: {said}"
