"""A dossier beside its article in a notebook: to code it, or to read it.

The article goes to the browser by message: no trait has it, so that a saved notebook, the state of
its widgets and a shared page never do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import traitlets

from analysis.coding.assets import view_script, view_style
from analysis.coding.desk import Desk
from analysis.coding.message_view import MessageView
from analysis.explorer import Finding, Link, Sentence

if TYPE_CHECKING:
    from pathlib import Path

    from analysis.dossier import Dossier
    from analysis.evidence import Article


_IN_ITS_PLACE = Finding(
    "article",
    [
        Sentence(
            "A running notebook shows {text} here. It is not saved with the notebook.",
            text=Link("the article’s text with its claims", "#article-view"),
        )
    ],
)
"""What a saved notebook and its page say; the link leads on where the article is shared, too."""


class _View(MessageView):
    """Passes messages between a desk and its view in the browser."""

    _esm = f"{view_script()}\nexport default dossierCoder.widget;"
    _css = view_style()
    read_only = traitlets.Bool(default_value=False).tag(sync=True)

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        super().__init__(desk, read_only=desk.read_only)

    def _without_kernel(self) -> dict[str, Any]:
        return {"text/html": _IN_ITS_PLACE.to_html()} | _IN_ITS_PLACE.saved()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._desk.folder.name!r})"


class Coder(_View):
    """Code an article with the mouse: select words, get a claim.

    Parameters
    ----------
    folder
        Folder of the dossier, or the dossier. It need not load: what cannot be read is said above
        the text.
    coder
        Name that rows saved here get as their coder.
    article
        The text; by default ``article.txt`` in the folder, else what ``DOSSIER_ARTICLE`` names.

    Raises
    ------
    DossierError
        There is no such folder.
    QuestionError
        The coder's name cannot be one.

    Examples
    --------
    >>> import analysis
    >>> Coder(analysis.example())
    Coder('example')
    """

    def __init__(
        self,
        folder: str | Path | Dossier,
        *,
        coder: str | None = None,
        article: Article | None = None,
    ) -> None:
        super().__init__(Desk(folder, coder, article))


class Reader(_View):
    """Read an article with its claims beside it; nothing can be changed.

    Parameters
    ----------
    folder
        Folder of the dossier, or the dossier.
    article
        The text; by default ``article.txt`` in the folder, else what ``DOSSIER_ARTICLE`` names.

    Raises
    ------
    DossierError
        There is no such folder.

    Examples
    --------
    >>> import analysis
    >>> Reader(analysis.example())
    Reader('example')
    """

    def __init__(self, folder: str | Path | Dossier, *, article: Article | None = None) -> None:
        super().__init__(Desk(folder, article=article, read_only=True))
