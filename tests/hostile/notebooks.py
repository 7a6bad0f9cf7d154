"""Notebooks that are broken, or that mean harm: whole pages, or a sentence that says what is wrong.

Each is shared by ``dossier share`` in a process forked from this one. Afterwards nothing has been
written but the site, and no page has a script, a handler or an address that is the notebook's.

    python tests/hostile/notebooks.py [--number 200] [--seed 1] [--only NAME]
"""

from __future__ import annotations

import argparse
import base64
import copy
import hashlib
import json
import os
import random
import re
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from bs4 import BeautifulSoup

import analysis.sharing.site  # noqa: F401 (what the command imports when it is asked)
from analysis.cli import main
from analysis.cli.commands import app  # noqa: F401 (imported before it is forked)

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE_S = 240
TIMEOUT_S = 20
INSIDE = ("data:image/", "data:font/", "data:audio/", "data:video/", "#")
"""How addresses begin that load nothing from elsewhere."""
RUN = "window.broken=1"
FAR = "http://127.0.0.1:9/"
PNG = base64.b64encode(
    bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8"
        "cfc000000301010018dd8db00000000049454e44ae426082"
    )
).decode()
INJECTIONS = {
    "script": f"<script>{RUN}</script>",
    "script-far": f"<script src='{FAR}x.js'></script>",
    "module": f"<script type=module>{RUN}</script>",
    "handler": f"<img src=x onerror={RUN}>",
    "svg": f"<svg onload={RUN}><script>{RUN}</script><a xlink:href='javascript:{RUN}'>x</a></svg>",
    "svg-animate": f"<svg><animate onbegin={RUN} attributeName=x dur=1s></svg>",
    "iframe": f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    "iframe-js": f"<iframe src='javascript:{RUN}'></iframe>",
    "style": f"<style>@import '{FAR}x.css'; body{{background:url({FAR}x)}}</style>",
    "style-end": f"<style></style><script>{RUN}</script></style>",
    "link": f"<a href='javascript:{RUN}'>x</a><link rel=stylesheet href={FAR}x.css>",
    "base": f"<base href='{FAR}'><meta http-equiv=refresh content='0;url={FAR}'>",
    "form": f"<form action='javascript:{RUN}'><button>x</button></form>",
    "object": f"<object data='{FAR}x'></object><embed src='{FAR}x'>",
    "math": f"<math><mtext><table><mglyph><style><img src=x onerror={RUN}></style></math>",
    "noscript": f"<noscript><p title='</noscript><img src=x onerror={RUN}>'></noscript>",
    "comment": f"<!--><img src=x onerror={RUN}>-->",
    "main-end": f"</main></body></html><script>{RUN}</script>",
    "template": "{{ 7 * 7 }}{% raw %}{% include '/etc/passwd' %}",
    "nested": f"<scr<script>ipt>{RUN}</scr</script>ipt>",
}
MIMES = (
    *("text/html", "text/markdown", "text/latex", "text/plain", "image/svg+xml", "text/x-unknown"),
    *("application/javascript", "application/json", "image/png", "image/gif", "application/pdf"),
    *("application/vnd.jupyter.widget-view+json", "application/vnd.vegalite.v5+json"),
    *("application/vnd.plotly.v1+json", "application/geo+json", "application/vnd.bokehjs_exec"),
)
ODD_NAMES = (
    *("a b", "..", "a.b.c", "...", "-o", "--help", "ünïcödé", "e\u0301", "index", "INDEX", " "),
    *("<img src=x onerror=window.broken=1>", "a'b\"c", "a%2e%2e", "..%2f..%2fx", "~", "#a", "a?b"),
    *(
        "&amp;",
        "$(touch x)",
        "`touch x`",
        "new\nline",
        "tab\t",
        "x" * 240,
        "😀",
        "\u202egnp",
        "CON",
    ),
    *("a\\b", "{{ 7 * 7 }}", "[a](b)", "*", "a;b", "a&b", "😀" * 50, "\udcff", "javascript:x"),
)


class Hostile(NamedTuple):
    """One file that is to be shared."""

    name: str
    content: bytes
    stem: str = "notebook"
    execute: bool = False
    writes: tuple[str, ...] = ()
    """What its own cells write beside it."""


def cell(kind: str = "code", source: object = "1", **more: object) -> dict[str, Any]:
    made: dict[str, Any] = {"cell_type": kind, "id": f"c{random.getrandbits(32)}", "metadata": {}}
    made |= {"source": source}
    if kind == "code":
        made |= {"execution_count": 1, "outputs": []}
    return made | more


def notebook(*cells: object, **more: object) -> dict[str, Any]:
    whole: dict[str, Any] = {"cells": [*cells], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return whole | more


def shown(**data: object) -> dict[str, Any]:
    return {"output_type": "display_data", "data": data, "metadata": {}}


def printed(text: object, name: object = "stdout") -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": text}


def failed(*lines: object) -> dict[str, Any]:
    return {"output_type": "error", "ename": "E", "evalue": "v", "traceback": [*lines]}


def rich() -> dict[str, Any]:
    """Something of every kind, to be broken."""
    outputs = [
        shown(**{"text/html": "<table><tr><td>1</td></tr></table>", "text/plain": "1"}),
        shown(**{"image/png": PNG, "text/plain": "<Figure>"}),
        printed(["one\n", "two\n"]),
        failed("\x1b[31mred\x1b[0m", "E: v"),
        shown(**{"application/vnd.jupyter.widget-view+json": {"model_id": "m1"}}),
        shown(**{"application/vnd.vegalite.v5+json": {"mark": "bar", "data": {"values": []}}}),
        {
            "output_type": "execute_result",
            "execution_count": 1,
            "data": {"text/plain": "7"},
            "metadata": {},
        },
    ]
    attached = {"a.png": {"image/png": PNG}}
    state = {"m1": {"model_name": "IntSliderModel", "model_module": "x", "state": {"value": 3}}}
    widgets = {"version_major": 2, "version_minor": 0, "state": state}
    return notebook(
        cell("markdown", "# A title\n\n![](attachment:a.png) $x^2$", attachments=attached),
        cell("code", ["a = 1\n", "a"], outputs=outputs),
        cell("raw", "<b>raw</b>"),
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
            "language_info": {"name": "python"},
            "widgets": {"application/vnd.jupyter.widget-state+json": widgets},
            "title": "T",
            "authors": [{"name": "Ann"}],
        },
    )


def built() -> Iterator[tuple[str, object]]:  # noqa: C901, PLR0912, PLR0915 (a list)
    """Notebooks as objects of JSON, to be shown as they are."""
    for version in (0, 1, 2, 3, 5, 99, -1, 4.5, "4", None, True, [], 10**30):
        yield f"nbformat {version}", notebook(cell("markdown", "# A"), nbformat=version)
    for minor in (-1, 99, "5", None, {}):
        yield f"minor {minor}", notebook(cell("markdown", "# A"), nbformat_minor=minor)
    for key in ("cells", "metadata", "nbformat", "nbformat_minor"):
        whole = rich()
        del whole[key]
        yield f"without {key}", whole
    for key in ("cell_type", "metadata", "source", "outputs", "execution_count", "id"):
        whole = rich()
        del whole["cells"][1][key]
        yield f"cell without {key}", whole
    for kind in ("heading", "html", "", None, 7, "CODE"):
        yield (
            f"cell of type {kind}",
            notebook(cell("markdown", "# A"), {**cell(), "cell_type": kind}),
        )
    for kind in ("pyout", "update_display_data", "", None, "clear_output"):
        yield f"output of type {kind}", notebook(cell(outputs=[{"output_type": kind, "data": {}}]))
    for mime in MIMES:
        for value in (None, 7, [], {}, "", "<b>", ["a", 1], {"a": [None]}, "not base64 \u2028"):
            yield f"{mime} is {value!r}", notebook(cell(outputs=[shown(**{mime: value})]))
    for name, html in INJECTIONS.items():
        yield f"{name} in markdown", notebook(cell("markdown", f"# A\n\n{html}\n\nx {html} y"))
        yield f"{name} in html", notebook(cell(outputs=[shown(**{"text/html": html})]))
        yield f"{name} in text", notebook(cell(source=html, outputs=[printed(html), failed(html)]))
        attached = {f"{html}.png": {"image/png": html, "image/svg+xml": f"<svg>{html}</svg>"}}
        yield (
            f"{name} in names",
            notebook(
                cell(
                    "markdown", f"# {html}\n![{html}](attachment:{html}.png)", attachments=attached
                ),
                cell(metadata={"tags": [html], "name": html, "jupyter": {"source_hidden": html}}),
                metadata={
                    "title": html,
                    "authors": [{"name": html}],
                    "language_info": {"name": html},
                },
            ),
        )
        svg = f"<svg xmlns='http://www.w3.org/2000/svg'>{html}<text>t</text></svg>"
        yield f"{name} in svg", notebook(cell(outputs=[shown(**{"image/svg+xml": svg})]))
        yield (
            f"{name} in latex",
            notebook(cell("markdown", f"$\\text{{{html}}}$ $$\\href{{{html}}}{{x}}$$")),
        )
    yield "javascript output", notebook(cell(outputs=[shown(**{"application/javascript": RUN})]))
    yield (
        "markdown link",
        notebook(cell("markdown", f"[x](javascript:{RUN}) ![x](data:text/html,{RUN})")),
    )
    far = (
        f"![](file:///etc/passwd) ![](../../../../etc/passwd) ![]({FAR}x.png) <img src=/etc/passwd>"
    )
    yield "local files", notebook(cell("markdown", far))
    yield "no attachment", notebook(cell("markdown", "![](attachment:none.png)"))
    for attached in (None, [], {"a": None}, {"a": {}}, {"a": {"image/png": None}}, {"a": [1]}):
        made = cell("markdown", "# A\n![](attachment:a)", attachments=attached)
        yield f"attachments {attached}", notebook(made)
    for state in (None, [], "x", {"m1": None}, {"m1": {}}, {"m1": {"state": []}}, {7: 7}):
        for key in ("state", ""):
            whole = rich()
            said = {"version_major": 2, "state": state} if key else state
            whole["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": said}
            yield f"widgets {key} {state}", whole
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "gone", "version_major": 9}}
    yield "a widget that is gone", notebook(cell(outputs=[shown(**view)]))
    for kernel in (
        {"name": "julia-1.9", "display_name": "Julia"},
        {"name": "none"},
        {},
        None,
        [],
        7,
    ):
        yield f"kernel {kernel}", notebook(cell("markdown", "# A"), metadata={"kernelspec": kernel})
    for source in (None, 7, {}, [None], ["a", 7], [["a"]], "\0", "\ud800", "a\u2028b", "\x1b[2J"):
        for kind in ("markdown", "code", "raw"):
            yield f"{kind} source {source!r}", notebook(cell(kind, source))
    deep: Any = "x"
    for _ in range(900):
        deep = [deep]
    yield "deep metadata", notebook(cell("markdown", "# A"), metadata={"x": deep})
    yield "deep json output", notebook(cell(outputs=[shown(**{"application/json": deep})]))
    yield "deep quotes", notebook(cell("markdown", ">" * 3000 + " x"))
    yield "deep lists", notebook(cell("markdown", "\n".join("  " * n + "- x" for n in range(400))))
    yield "deep brackets", notebook(cell("markdown", "[" * 20_000))
    yield "deep emphasis", notebook(cell("markdown", "*a **a " * 3000))
    yield "deep html", notebook(cell(outputs=[shown(**{"text/html": "<div>" * 5000})]))
    yield "deep latex", notebook(cell("markdown", "$" + "{" * 5000 + "}" * 5000 + "$"))
    yield "backticks", notebook(cell("markdown", "`" * 20_000 + " x " + "`" * 19_999))
    yield "a long line", notebook(cell(outputs=[printed("x" * 3_000_000)]))
    yield "many lines", notebook(cell(outputs=[printed("line\n" * 300_000)]))
    yield "many outputs", notebook(cell(outputs=[printed(f"{n}\n") for n in range(20_000)]))
    yield "many cells", notebook(*[cell("markdown", f"# {n}") for n in range(1500)])
    yield "many colours", notebook(cell(outputs=[printed("\x1b[31mx\x1b[0m" * 50_000)]))
    yield (
        "odd colours",
        notebook(cell(outputs=[printed("\x1b[38;5;999;;m\x1b[9999999999m\x1b]0;t\x07x")])),
    )
    rows = "<tr>" + "<td>1</td>" * 20 + "</tr>"
    table = f"<table>{rows * 3000}</table>"
    yield "a long table", notebook(cell(outputs=[shown(**{"text/html": table})]))
    yield "a huge picture", notebook(cell(outputs=[shown(**{"image/png": PNG * 40_000})]))
    yield "progress", notebook(cell(outputs=[printed("".join(f"\r{n}%" for n in range(100_000)))]))
    yield "no cells", notebook()
    for odd in (None, 7, "x", [], {}, True):
        yield f"cell is {odd!r}", notebook(odd)
        yield f"cells is {odd!r}", {**notebook(), "cells": odd}
        yield f"metadata is {odd!r}", {**rich(), "metadata": odd}
        yield f"output is {odd!r}", notebook(cell(outputs=[odd]))
        yield f"outputs is {odd!r}", notebook(cell(outputs=odd))
        yield f"file is {odd!r}", odd


def as_bytes() -> Iterator[Hostile]:
    """Files that are no notebook, or none that is whole."""
    good = json.dumps(rich()).encode()
    yield Hostile("empty", b"")
    yield Hostile("blank", b" \n")
    yield Hostile("nul", b"\0" * 100)
    yield Hostile("cut off", good[: len(good) // 2])
    yield Hostile(
        "latin-1", json.dumps(notebook(cell("markdown", "é")), ensure_ascii=False).encode("latin-1")
    )
    yield Hostile("utf-16", json.dumps(rich()).encode("utf-16"))
    yield Hostile("mark", b"\xef\xbb\xbf" + good)
    yield Hostile("twice", good + good)
    yield Hostile("merge", b"<<<<<<< HEAD\n" + good + b"\n=======\n" + good + b"\n>>>>>>> b\n")
    yield Hostile("nan", good.replace(b'"execution_count": 1', b'"execution_count": NaN'))
    yield Hostile("deep", b"[" * 200_000)
    yield Hostile("deep object", b'{"a":' * 100_000)
    yield Hostile("digits", b'{"nbformat": ' + b"4" * 10_000 + b"}")
    yield Hostile("python", b"print('hello')\n")
    yield Hostile("html", b"<html></html>")
    yield Hostile("keys twice", good[:-1] + b', "cells": []}')
    for name in ODD_NAMES:
        yield Hostile(
            f"called {name!r}", json.dumps(notebook(cell("markdown", "# A"))).encode(), name
        )


RUNNING = {
    "exits": "exit(3)",
    "sys.exit": "import sys; sys.exit(3)",
    "leaves": "import os; os._exit(3)",
    "kills itself": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "stops itself": "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)",
    "terminates itself": "import os, signal; os.kill(os.getpid(), signal.SIGTERM)",
    "crashes": "import ctypes; ctypes.string_at(0)",
    "loops": "while True: pass",
    "sleeps deaf": "import signal, time; signal.signal(2, signal.SIG_IGN)\ntime.sleep(999)",
    "loops and prints": "while True: print('again')",
    "prints": "for n in range(1_000_000): print(n)",
    "prints one line": "print('x' * 30_000_000)",
    "displays": "from IPython.display import display\nfor n in range(5000): display(n)",
    "clears": "from IPython.display import clear_output\nfor n in range(5000): clear_output()",
    "fails in colour": "raise ValueError('\\x1b[31mred\\x1b[0m <script>window.broken=1</script>')",
    "fails long": "raise ValueError('x' * 3_000_000)",
    "fails in many lines": "raise ValueError('line\\n' * 100_000)",
    "fails unspeakably": "class E(Exception):\n    def __str__(self): raise E\nraise E",
    "group": "raise ExceptionGroup('g', [ValueError(n) for n in range(1000)])",
    "recursion": "def f(): f()\nf()",
    "recursion limit": "import sys; sys.setrecursionlimit(10**9)\ndef f(): f()\nf()",
    "syntax": "def (",
    "memory": "x = bytearray(10**15)",
    "writes": "open('made.txt', 'w').write('x'); open('site', 'w').write('x')",
    "changes directory": "import os; os.chdir('/'); print(os.getcwd())",
    "removes directory": "import shutil, os; shutil.rmtree(os.getcwd())",
    "forks": "import os, time\nif os.fork() == 0:\n    time.sleep(60)\n    os._exit(0)",
    "starts": "import subprocess; subprocess.Popen(['sleep', '60'])",
    "threads": "import threading, time\nthreading.Thread(target=time.sleep, args=(60,)).start()",
    "asks": "input('?')",
    "asks for a password": "import getpass; getpass.getpass()",
    "closes": "import os\nfor n in range(3, 200):\n    try: os.close(n)\n    except OSError: pass",
    "closes output": "import sys; sys.stdout.close(); print(1)",
    "takes signals": "import signal\nfor n in (1, 2, 15): signal.signal(n, signal.SIG_IGN)",
    "magic": "%%bash\nexit 3",
    "no magic": "%nonsense",
    "shell": "!sleep 100 &",
    "widget": "import ipywidgets; ipywidgets.IntSlider()",
    "broken repr": "class A:\n    def _repr_html_(self): return 7\nA()",
    "failing repr": "class A:\n    def __repr__(self): raise ValueError('no')\nA()",
    "mime bundle": (
        "class A:\n    def _repr_mimebundle_(self, **k): return {'text/html': '<script>window."
        "broken=1</script>', 'image/png': 7, 7: 7}\nA()"
    ),
    "awaits": "import asyncio; await asyncio.sleep(0.1)",
    "own loop": "import asyncio; asyncio.get_event_loop().stop()",
    "ends parent": "import os; print(os.getppid())",
    "surrogates": "print('\\udcff\\ud800')",
    "bytes": "import os; os.write(1, b'\\xff\\xfe\\n')",
    "history": "get_ipython().kernel.do_shutdown(False)",
    "payload": "get_ipython().payload_manager.write_payload({'source': 'ask_exit'})",
}


def run_cells() -> Iterator[Hostile]:
    for name, source in RUNNING.items():
        whole = notebook(
            cell("markdown", "# A"), cell("code", source), cell("code", "print('after')")
        )
        writes = ("made.txt", "site") if name == "writes" else ()
        gone = ("notebook.ipynb",) if name == "removes directory" else ()
        yield Hostile(
            f"runs: {name}", json.dumps(whole).encode(), execute=True, writes=writes + gone
        )


def broken(chance: random.Random) -> object:
    """Break a good notebook in one to three places."""
    whole = rich()
    for _ in range(chance.randint(1, 3)):
        places = list(_places(whole))
        holder, key = chance.choice(places)
        if chance.random() < 0.3 and isinstance(holder, dict):
            del holder[key]
        else:
            odd = [None, 7, -1, "", "x", [], {}, [None], True, 1e400, RUN, "<script>" + RUN]
            holder[key] = chance.choice([*odd, copy.deepcopy(chance.choice(places)[0])])
    return whole


def _places(value: Any) -> Iterator[tuple[Any, Any]]:  # noqa: ANN401 (of JSON)
    keys = value.keys() if isinstance(value, dict) else range(len(value))
    for key in list(keys):
        yield value, key
        if isinstance(value[key], dict | list):
            yield from _places(value[key])


def hostile(seed: int, number: int) -> Iterator[Hostile]:
    """Give so many of those that are made by hand and of good ones that are broken."""
    random.seed(seed)
    chance = random.Random(seed)  # noqa: S311 (no secret)
    made = [Hostile(name, json.dumps(said).encode()) for name, said in built()]
    made += [*as_bytes(), *run_cells()]
    made += [
        Hostile(f"broken {at}", content)
        for at in range(len(made) // 4)
        if (content := _as_json(broken(chance)))
    ]
    chance.shuffle(made)
    yield from made[:number]


def _as_json(said: object) -> bytes:
    try:
        return json.dumps(said).encode()
    except (ValueError, RecursionError):  # it is in itself
        return b""


def share(one: Hostile, folder: Path) -> tuple[int | None, str]:
    """Share a notebook, and give the exit code and what was said."""
    study = folder / "study"
    study.mkdir()
    (study / f"{one.stem}.ipynb").write_bytes(one.content)
    out = folder / "said"
    child = os.fork()
    if child == 0:
        _share(one, study, out)
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            said = out.read_bytes().decode(errors="backslashreplace")
            return os.waitstatus_to_exitcode(status), said
        time.sleep(0.005)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None, out.read_bytes().decode(errors="backslashreplace")


def _share(one: Hostile, study: Path, out: Path) -> NoReturn:
    code = 70
    try:
        os.setsid()
        os.chdir(study)
        file = os.open(out, os.O_WRONLY | os.O_CREAT)
        os.dup2(file, 1)
        os.dup2(file, 2)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        words = ["--timeout", str(TIMEOUT_S)] if one.execute else ["--no-execute"]
        sys.argv = ["dossier", "share", "--output", "site", *words, "--", f"./{one.stem}.ipynb"]
        main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1 if end.code else 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def wrong_with(one: Hostile, folder: Path, code: int | None, said: str) -> Iterator[str]:  # noqa: C901 (a list)
    """Say what is wrong after a notebook was shared."""
    study = folder / "study"
    if code is None:
        yield "it does not end"
        return
    if code not in (0, 1):
        yield f"it ended with {code}: {said[-500:]}"
    if "Traceback" in said and " failed with " not in said:  # whose last lines are the cell's
        yield f"a traceback: {said[-500:]}"
    if "fault of the command" in said:
        yield said[-500:]
    if len(said) > 20_000:
        yield f"much is said: {len(said):,} characters"
    if "\x1b" in said:
        yield "what is said has escapes"
    names = {path.relative_to(study).as_posix() for path in study.rglob("*")}
    site = {name for name in names if name == "site" or name.startswith("site/")}
    others = names - site - {f"{one.stem}.ipynb"} - set(one.writes)
    if others or {path.name for path in folder.iterdir()} - {"study", "said"}:
        yield f"written: {sorted(others)}"
    if code == 0:
        pages = {path.name for path in (study / "site").glob("*.html")}
        if pages != {"index.html", f"{one.stem}.html"}:
            yield f"pages: {sorted(pages)}"
        for name in pages:
            yield from wrong_in_page((study / "site" / name).read_text("utf-8"), name)
    elif site - set(one.writes):
        yield f"refused, and yet written: {sorted(site)}"
    elif not said.strip():
        yield "nothing is said"


def _loads(tag: str, key: str) -> bool:
    if key in ("src", "srcset", "data", "poster", "action", "formaction", "srcdoc"):
        return True
    return tag in ("link", "use", "image") and key.endswith("href")


def wrong_in_page(html: str, name: str) -> Iterator[str]:  # noqa: C901 (a list)
    """Say what of a page is the notebook's that must not be there."""
    if not html.rstrip().endswith("</html>"):
        yield f"{name} is not whole"
    page = BeautifulSoup(html, "html.parser")
    policy = str(page.select_one("meta[http-equiv=Content-Security-Policy]")["content"])  # type: ignore[index]
    for script in page.select("script"):
        kind = str(script.get("type", ""))
        text = script.string or ""
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        if not kind.startswith("application/") and f"'sha256-{digest}'" not in policy:
            yield f"{name}: a script: {text[:80]}"
        if script.get("src") or text.strip() == RUN:
            yield f"{name}: a script of the notebook"
    for tag in page.find_all(True):
        for key, value in tag.attrs.items():
            said = " ".join(value) if isinstance(value, list) else str(value)
            if key.startswith("on"):
                yield f"{name}: {tag.name} has {key}"
            if re.match(r"\s*(javascript|vbscript):", said, re.IGNORECASE):
                yield f"{name}: {tag.name} has {key}={said[:60]}"
            if said and _loads(tag.name, key) and not said.startswith(INSIDE):
                yield f"{name}: {tag.name} loads {said[:60]}"
        if tag.name in ("iframe", "object", "embed", "base", "form", "frame", "applet"):
            yield f"{name}: {tag.name}"
    if "root:x:0" in html:
        yield f"{name} has a file of this machine"


def run(seed: int, number: int, only: str) -> int:
    """Share all, and say with which something is wrong."""
    found, codes, slowest = Counter[str](), Counter[int | None](), (0.0, "")
    for one in hostile(seed, number):
        if only and only not in one.name:
            continue
        with tempfile.TemporaryDirectory() as place:
            began = time.monotonic()
            code, said = share(one, Path(place))
            slowest = max(slowest, (time.monotonic() - began, one.name))
            codes[code] += 1
            if codes.total() % 20 == 0:
                sys.stderr.write(f"{codes.total()} shared\n")
            for wrong in wrong_with(one, Path(place), code, said):
                found[one.name] += 1
                sys.stdout.write(f"{one.name}: {wrong}\n")
            if only:
                sys.stdout.write(f"{one.name}: {code}: {said[-1500:]}\n")
            sys.stdout.flush()
    sys.stdout.write(
        f"{codes.total()} notebooks, ended {dict(codes)}; {len(found)} with findings; "
    )
    sys.stdout.write(f"slowest: {slowest[0]:.0f} s, {slowest[1]}\n")
    return 1 if found else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--number", type=int, default=10_000, help="by default all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    given = parser.parse_args()
    sys.exit(run(given.seed, given.number, given.only))
