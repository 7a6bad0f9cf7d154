"""Write ``docs/api.md`` from the syntax tree: what every room promises, and nothing else."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "analysis"
LINE_CHARACTERS = 100
_ABOUT = """\
What the package promises: these names and no others. Everything else may change without a word in
the changelog. A room is imported when it is touched (`analysis.alliances`), and its charts when
they are (`analysis.alliances.charts`). Every figure takes `name=`, too, to show it twice."""
Definition = ast.FunctionDef | ast.ClassDef | ast.Assign | ast.AnnAssign


class Public(NamedTuple):
    """A public name with the place that defines it."""

    name: str
    node: Definition
    doc: str


def api() -> str:
    """Every public name of every room, with its signature and what it is for."""
    rows = [(module, entries) for module in modules() if (entries := _room(module))]
    contents = [f"- [{module}](#{module.replace('.', '')})" for module, _ in rows]
    parts = [
        "# Public names",
        _ABOUT,
        "\n".join(contents),
        "`analysis.AnalysisError` catches whatever the package refuses:",
        _tree(),
    ]
    for module, entries in rows:
        parts += [f"## {module}", *entries]
    return "\n\n".join(parts) + "\n"


def modules() -> list[str]:
    """The package, its rooms and their charts, by name."""
    rooms = (path.parent for path in PACKAGE.glob("*/__init__.py"))
    found = sorted(_dotted(path) for path in (*rooms, *charts()))
    return ["analysis", *(module for module in found if module != "analysis.cli")]


def charts() -> list[Path]:
    """The charts of each room: a module, or a package of several."""
    return sorted([*PACKAGE.glob("*/charts.py"), *PACKAGE.glob("*/charts/")])


def _dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def _room(module: str) -> list[str]:
    """Describe a module; names that `analysis` has as well are only listed."""
    names = chart_functions(module) if module.endswith(".charts") else public_names(module)
    top = [] if module == "analysis" else exported("analysis")
    own = [public for public in names if public.name not in top]
    also = ", ".join(f"`{public.name}`" for public in names if public.name in top)
    if not names:
        return []
    doc = _line(ast.get_docstring(_tree_of(module)) or "")
    return [doc, *([f"As in `analysis`: {also}."] if also else []), *_entries(own)]


def public_names(module: str) -> list[Public]:
    """Names in a module's ``__all__``, each with its definition wherever that is."""
    return [found for name in exported(module) if (found := _find(module, name))]


def exported(module: str) -> list[str]:
    """Names in a module's ``__all__``; none where it has no such list."""
    for node in _tree_of(module).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return list(ast.literal_eval(node.value))
    return []


def chart_functions(module: str) -> list[Public]:
    """Figures of a room: the public functions of its ``charts``, or what that package lists."""
    if (PACKAGE.parent / module.replace(".", "/")).is_dir():
        return public_names(module)
    return [
        Public(node.name, node, ast.get_docstring(node) or "")
        for node in _tree_of(module).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]


def _tree_of(module: str) -> ast.Module:
    path = ROOT / module.replace(".", "/")
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return ast.parse(file.read_text(encoding="utf-8"))


def _find(module: str, name: str) -> Public | None:
    """Find the definition of a name, through imports if need be."""
    statements = list(_statements(_tree_of(module).body))
    for node, follower in zip(statements, [*statements[1:], None], strict=True):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name:
            return Public(name, node, ast.get_docstring(node) or "")
        if isinstance(node, ast.Assign | ast.AnnAssign) and name in _assigned(node):
            return Public(name, node, _string(follower))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("analysis"):
            for alias in node.names:
                if (alias.asname or alias.name) == name:
                    return _find(node.module, alias.name)
    return None


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for node in body:
        yield node
        if isinstance(node, ast.If):
            yield from node.body


def _assigned(node: ast.Assign | ast.AnnAssign) -> list[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    names = (node for target in targets for node in ast.walk(target))
    return [node.id for node in names if isinstance(node, ast.Name)]


def _string(node: ast.stmt | None) -> str:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return inspect.cleandoc(str(node.value.value))
    return ""


def _entries(names: list[Public]) -> list[str]:
    stubs = _formatted([_stub(public) for public in names])
    return [
        f"### {public.name}\n\n```python\n{stub}\n```\n\n{_described(public)}".rstrip()
        for public, stub in zip(names, stubs, strict=True)
    ]


def _stub(public: Public) -> str:
    node = public.node
    if isinstance(node, ast.FunctionDef):
        return _function(node)
    if isinstance(node, ast.ClassDef):
        inside = [ast.unparse(f) for f in node.body if _is_field(f)]
        methods = (f for f in node.body if isinstance(f, ast.FunctionDef))
        inside += [_function(f) for f in methods if f.name == "__init__"]
        bases = ", ".join(map(ast.unparse, node.bases))
        head = f"class {node.name}({bases}):" if bases else f"class {node.name}:"
        return "\n    ".join([head, *(inside or ["..."])])
    text = ast.unparse(node)
    return text if len(text) <= LINE_CHARACTERS else text.split(" = ")[0]


def _function(node: ast.FunctionDef) -> str:
    figure = _figure(node)
    returns = "Figure" if figure else ast.unparse(node.returns) if node.returns else "None"
    return f"def {node.name}({ast.unparse(node.args)}) -> {returns}: ..."


def _figure(node: ast.FunctionDef) -> list[str]:
    """Name of the figure that a function draws and tables it needs, from its decorator."""
    for call in node.decorator_list:
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "figure":
            return [ast.literal_eval(argument) for argument in call.args]
    return []


def _is_field(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.AnnAssign)
        and not ast.unparse(node.target).startswith("_")
        and "ClassVar" not in ast.unparse(node.annotation)
    )


def _formatted(stubs: list[str]) -> list[str]:
    """Break long signatures into lines, as the formatter of the code does."""
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "format", "--stdin-filename", "docs/stubs.py", "-"],
        cwd=ROOT,
        input="\n\n\n# ---\n".join(stubs),
        capture_output=True,
        text=True,
        check=True,
    )
    return [part.strip() for part in done.stdout.split("# ---\n")] if stubs else []


def _described(public: Public) -> str:
    parts = [_line(public.doc)]
    if isinstance(public.node, ast.ClassDef):
        parts += [_members(public.node)]
    if isinstance(public.node, ast.FunctionDef) and (figure := _figure(public.node)):
        needs = " and ".join(f"`{table}`" for table in figure[1:])
        parts += [f"Figure `{figure[0]}`{f', from rows of {needs}' if needs else ''}."]
    return "\n\n".join(part for part in parts if part)


def _members(node: ast.ClassDef) -> str:
    """Describe fields, properties and methods of a class, each in one line."""
    lines = []
    for member, follower in zip(node.body, [*node.body[1:], None], strict=True):
        if _is_field(member) and (text := _string(follower)):
            lines.append(f"- `{ast.unparse(member.target)}`: {_line(text)}")  # type: ignore[attr-defined]
        if isinstance(member, ast.FunctionDef) and not member.name.startswith("_"):
            called = "" if _is_property(member) else f"({_own_arguments(member)})"
            text = _line(ast.get_docstring(member) or "")
            lines.append(f"- `{member.name}{called}`: {text}".removesuffix(": "))
    return "\n".join(lines)


def _is_property(node: ast.FunctionDef) -> bool:
    return any("property" in ast.unparse(decorator) for decorator in node.decorator_list)


def _own_arguments(node: ast.FunctionDef) -> str:
    return re.sub(r"^(self|cls)(, )?", "", ast.unparse(node.args))


def _line(text: str) -> str:
    """First paragraph of a docstring as one line of Markdown."""
    text = re.sub(r":\w+:`~?([^`]+)`", r"`\1`", text.split("\n\n", 1)[0])
    return " ".join(text.replace("``", "`").split())


def _tree() -> str:
    doc = ast.get_docstring(_tree_of("analysis.errors")) or ""
    literal = doc.split("::\n\n")[1].split("\n\n")[0]
    return f"```text\n{inspect.cleandoc(literal)}\n```"
