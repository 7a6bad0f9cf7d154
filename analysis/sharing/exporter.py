"""The nbconvert exporter ``offline``: one page per notebook, complete in itself."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import metadata, resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
from bs4 import BeautifulSoup
from jinja2 import pass_context
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from traitlets import default
from traitlets.config import Config

from analysis.explorer.assets import mount_script, stylesheet, table_script, vega_script
from analysis.sharing.mathematics import tex_to_mathml
from analysis.sharing.page import finish_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jinja2.runtime import Context

_PACKAGE = Path(str(resources.files("analysis.sharing")))
_WIDGET = "application/vnd.jupyter.widget-view+json"
_PREFERENCE = [
    "text/html",
    "text/markdown",
    "image/svg+xml",
    "image/png",
    "image/jpeg",
    "text/latex",
    "text/plain",
]


class _Renderer(IPythonRenderer):
    """Markdown with its mathematics as MathML."""

    def inline_math(self, body: str) -> str:
        return tex_to_mathml(body)

    def block_math(self, body: str) -> str:
        return tex_to_mathml(body, block=True)

    def latex_environment(self, name: str, body: str) -> str:
        return tex_to_mathml(f"\\begin{{{name}}}{body}\\end{{{name}}}", block=True)


class OfflineExporter(HTMLExporter):
    """Export a notebook as one HTML page that fetches nothing.

    Explorers work in it; without a script it shows their pictures. A Content-Security-Policy
    forbids the network and every script but the page's own.
    """

    export_from_notebook = "Offline page (HTML)"

    @default("template_name")
    def _template_name_default(self) -> str:
        return "offline"

    @default("extra_template_basedirs")
    def _basedirs_default(self) -> list[str]:
        return [str(_PACKAGE / "templates")]

    @property
    def default_config(self) -> Config:
        """Prefer to nbconvert's own order what a page can show."""
        config = Config(
            {
                "NbConvertBase": {"display_data_priority": _PREFERENCE},
                "TemplateExporter": {"exclude_output_prompt": True, "exclude_input_prompt": True},
            }
        )
        inherited: Config = super().default_config.copy()
        inherited.merge(config)
        return inherited

    def default_filters(self) -> Iterator[tuple[str, Any]]:
        """Give nbconvert's filters and ``latex_output``."""
        yield from super().default_filters()  # type: ignore[no-untyped-call]
        yield "latex_output", lambda tex: tex_to_mathml(tex, block=True)

    @pass_context
    def markdown2html(self, context: Context, source: str) -> str:
        """Render markdown, with its pictures and its mathematics in the page."""
        renderer = _Renderer(
            escape=False,
            attachments=context.get("cell", {}).get("attachments", {}),
            embed_images=True,
            path=context["resources"].get("metadata", {}).get("path", ""),
            exclude_anchor_links=True,
        )
        return str(MarkdownWithMath(renderer=renderer).render(source))

    def from_notebook_node(  # type: ignore[override] # as in nbconvert's own HTMLExporter
        self, nb: nbformat.NotebookNode, resources: dict[str, Any] | None = None, **kw: object
    ) -> tuple[str, dict[str, Any]]:
        """Export one executed notebook.

        Returns
        -------
        The page, and nbconvert's resources with what an index says of it under ``offline``.
        """
        nb = _without_widgets(nb)
        scripts = _scripts(nb)
        resources = dict(resources or {})
        resources["offline"] = {
            "policy": content_security_policy(scripts),
            "style": page_stylesheet(),
            "version": metadata.version("article-dossier"),
        }
        html, resources = super().from_notebook_node(nb, resources, **kw)
        name = resources["metadata"]["name"]
        page = BeautifulSoup(html, "html.parser")
        html, about = finish_page(page, nb.metadata.get("title") or name)
        for problem in about["left_out"]:
            self.log.warning("%s: left out of the page: %s", name, problem)
        resources["offline"] |= about
        # The parser would take seconds over a megabyte of script.
        tags = "".join(f"<script>{script}</script>\n" for script in scripts)
        before, end, after = html.rpartition("</body>")
        return f"{before}{tags}{end}{after}", resources


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
        "base-uri 'none'; form-action 'none'"
    )


@cache
def _hash(script: str) -> str:
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _scripts(nb: nbformat.NotebookNode) -> list[str]:
    shown = [
        output["data"]["text/html"]
        for cell in nb.cells
        for output in cell.get("outputs", [])
        if "text/html" in output.get("data", {})
    ]
    libraries = {
        '<figure class="dossier-explorer"': vega_script,
        '<div class="dossier-table"': table_script,
    }
    needed = [script() for mark, script in libraries.items() if any(mark in html for html in shown)]
    return [*needed, f"{mount_script()}\ndossier.page();"] if needed else []


def _without_widgets(nb: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Leave live widgets out, and say so where nothing else is shown instead."""
    page: nbformat.NotebookNode = nbformat.from_dict(nb)
    page.metadata.pop("widgets", None)
    for cell in page.cells:
        for output in cell.get("outputs", []):
            if output.get("data", {}).pop(_WIDGET, None) and "text/html" not in output["data"]:
                output["data"] = {"text/plain": "[A live control: open the notebook to use it.]"}
    return page
