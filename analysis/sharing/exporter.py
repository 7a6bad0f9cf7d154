"""The nbconvert exporter ``offline``: one page per notebook, complete in itself."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from importlib import metadata, resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
import nbformat
from nbconvert.exporters import Exporter, HTMLExporter
from traitlets import default

from analysis.charting.untrusted import reveal_hidden
from analysis.explorer.assets import (
    guard_script,
    mount_script,
    shared_script,
    stylesheet,
    vega_script,
)
from analysis.sharing.anchors import Places
from analysis.sharing.cells import RAW, Kinds, sections
from analysis.sharing.cleaning import page_address
from analysis.sharing.fragments import Draft
from analysis.sharing.outputs import Outputs
from analysis.sharing.page import finish_page
from analysis.sharing.widgets import widget_states

if TYPE_CHECKING:
    from collections.abc import Collection

    from analysis.sharing.finished import Finished
    from analysis.sharing.frame import Site
    from analysis.sharing.texts import TextPage


_PACKAGE = Path(str(resources.files("analysis.sharing")))
_FIRST_FIGURE = re.compile(r"<figure class=\"dossier-explorer\" id=\"[^\"]*\" data-spec='")
"""In all other text of a page brackets are escaped."""
_END_OF_FIGURE = "</figure>"


@dataclass(frozen=True)
class Exported:
    """A page that only lacks what is around it in a site."""

    name: str
    page: Finished
    scripts: list[str]
    made_from: str = ""
    """File that it was made from."""

    @property
    def address(self) -> str:
        """Address of the page in its site."""
        return page_address(self.name)

    def html(self, site: Site | None = None) -> str:
        """Give the page.

        Parameters
        ----------
        site
            All pages; None for a page alone, which carries only the scripts of its figures.
        """
        alone = Places({self.address: set(self.page.anchors)}, whole=False)
        places = site.places if site else alone
        scripts = [*self.scripts, frame_script()] if site or self.scripts else []
        body = places.linked(self.page.body, self.address)
        first = _FIRST_FIGURE.search(body)
        at = body.index(_END_OF_FIGURE, first.end()) + len(_END_OF_FIGURE) if first else len(body)
        return rendered(
            "page.html.j2",
            page=self.page,
            body=body,
            parts=(body[:at], body[at:]),
            made_from=reveal_hidden(self.made_from),
            scripts=self.scripts if first else [],
            last_scripts=scripts[len(self.scripts) :] if first else scripts,
            site=site,
            here=self.address,
            beside=site.beside(self.address) if site else (None, None),
            code=site.code if site else "switch",
            policy=content_security_policy(scripts),
        )


class OfflineExporter(HTMLExporter):
    """Export a notebook as one HTML page that fetches nothing.

    Explorers and plain Altair charts work in it; without a script it shows their pictures. HTML
    of outputs and of text is cleaned by an allow-list, and a Content-Security-Policy forbids the
    network and every script but the page's own.
    """

    export_from_notebook = "Offline page (HTML)"

    @default("raw_mimetypes")
    def _raw_mimetypes_default(self) -> list[str]:
        return list(RAW)

    def from_notebook_node(  # type: ignore[override] # as in nbconvert's own HTMLExporter
        self, nb: nbformat.NotebookNode, resources: dict[str, Any] | None = None, **kw: object
    ) -> tuple[str, dict[str, Any]]:
        """Export one executed notebook.

        Returns
        -------
        The page, and nbconvert's resources with what an index says of it under ``offline``.
        """
        del kw
        page, resources = self.exported(nb, resources)
        for what in page.page.left_out:
            self.log.warning("%s: %s", page.name, what)
        return page.html(), resources

    def exported(
        self,
        nb: nbformat.NotebookNode,
        resources: dict[str, Any] | None = None,
        neighbours: Collection[str] | None = None,
        text: TextPage | None = None,
    ) -> tuple[Exported, dict[str, Any]]:
        """Export one executed notebook, except for the names of its neighbours.

        Parameters
        ----------
        nb
            The notebook.
        resources
            nbconvert's; ``metadata`` in it has name and path.
        neighbours
            Stems of the notebooks that links may lead to; None for any.
        text
            The text that it is about, if that is a page of the site.
        """
        states = widget_states(nb.metadata)
        nb = nbformat.from_dict(_encodable({**nb, "metadata": {**nb.metadata, "widgets": {}}}))
        # Not HTMLExporter's: it would parse the finished page with another parser than browsers.
        nb, resources = Exporter.from_notebook_node(self, nb, dict(resources or {}))
        about = resources.get("metadata", {})
        name = str(about.get("name", "notebook"))
        draft = Draft(Path(about.get("path") or "."), neighbours, text=text)
        outputs = Outputs(draft, states)
        kinds = Kinds(**{name: getattr(self, name) for name in Kinds.__dataclass_fields__})
        made = list(sections(nb.cells, outputs, draft, _code_language(nb), kinds))
        page = finish_page(made, draft, nb.metadata, name, self.language_code)
        resources["output_extension"] = self.file_extension
        said = ("title", "summary", "picture", "left_out")
        resources["offline"] = {key: getattr(page, key) for key in said}
        return Exported(name, page, _scripts(draft.libraries), f"{name}.ipynb"), resources


def rendered(template: str, **what: object) -> str:
    """Fill in one of our templates, in which all text is escaped that is not marked as safe."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("analysis.sharing"), autoescape=True
    )
    version = metadata.version("article-dossier")
    return environment.get_template(template).render(
        style=page_stylesheet(), version=version, **what
    )


@cache
def frame_script() -> str:
    """What header, contents and search of a page do."""
    own = (_PACKAGE / "frame.js").read_text(encoding="utf-8")
    return f"(() => {{\n{shared_script()}\n{own}\n}})();\n"


@cache
def page_stylesheet() -> str:
    """Styles of pages, explorers and tables."""
    return (_PACKAGE / "page.css").read_text(encoding="utf-8") + stylesheet()


def content_security_policy(scripts: list[str]) -> str:
    """Write the Content-Security-Policy that allows these scripts and no network.

    Inline styles are allowed, since Vega and ansi colours need them; they can load nothing.

    Examples
    --------
    >>> content_security_policy([]).split("; ")[:2]
    ["default-src 'none'", "script-src 'none'"]
    """
    hashes = " ".join(_hash(script) for script in scripts) or "'none'"
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:; "
        "media-src data:; base-uri 'none'; form-action 'none'"
    )


@cache
def _hash(script: str) -> str:
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _encodable(nb: dict[str, Any]) -> Any:  # noqa: ANN401 (JSON)
    # JSON can escape halves of characters, which no page can contain.
    text = json.dumps(nb, ensure_ascii=False)
    return json.loads(text.encode("utf-8", "replace"))


def _scripts(libraries: Collection[str]) -> list[str]:
    vega = [vega_script()] if "vega" in libraries else []
    return [guard_script(), *vega, f"{mount_script()}\ndossier.page();"] if libraries else []


def _code_language(nb: nbformat.NotebookNode) -> str:
    known, kernel = nb.metadata.get("language_info", {}), nb.metadata.get("kernelspec", {})
    lexer, name = known.get("pygments_lexer"), known.get("name") or kernel.get("language")
    name = str(lexer or name or "python").lower()
    return "ipython3" if name in {"python", "ipython"} else name
