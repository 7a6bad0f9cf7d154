"""Draw the rooms and their arrows, from the map in CONTRIBUTING.md: ``docs/rooms.svg``.

Each room is above everything that it imports. An arrow that follows from others is left out: a
room may import whatever a path of arrows reaches only if the map says so.
"""

from __future__ import annotations

import re
import textwrap
from html import escape
from itertools import combinations, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import networkx as nx

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
_ROW = re.compile(r"^\| `(\w+)` \|([^|]*)\|([^|]*)\|$", re.MULTILINE)
_ROUNDS = 24
_HEAD = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" \
font-family="Helvetica, Arial, sans-serif" font-size="11">
<title>The rooms of the package, each above those that it imports</title>
<defs><marker id="end" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" \
orient="auto"><path d="M0 0 8 4 0 8z" fill="#5b6670"/></marker></defs>
<rect width="{width}" height="{height}" fill="#fff"/>"""
BOX_WIDTH, BOX_HEIGHT, GAP_X, GAP_Y, MARGIN, LINE = 176, 66, 22, 56, 14, 13
LETTERS_IN_A_LINE, LINES_IN_A_BOX = 30, 3


class Room(NamedTuple):
    """A row of the map."""

    name: str
    knows: str
    imports: list[str]


class Spot(NamedTuple):
    """A room on its floor, or where an arrow to `to` passes a floor between."""

    room: str
    floor: int
    to: str = ""


def room_map() -> list[Room]:
    """Rooms as CONTRIBUTING.md lists them."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    return [
        Room(name, knows.strip().replace("`", ""), re.findall(r"`(\w+)`", imports))
        for name, knows, imports in _ROW.findall(text)
    ]


def picture() -> str:
    """Give the drawing as SVG."""
    rooms = {room.name: room for room in room_map()}
    graph = nx.DiGraph((room.name, other) for room in rooms.values() for other in room.imports)
    steps, paths = _steps(nx.transitive_reduction(graph))
    floors = _floors(steps)
    width = max(sum(map(_width, floor)) for floor in floors) + 2 * MARGIN
    height = len(floors) * (BOX_HEIGHT + GAP_Y) - GAP_Y + 2 * MARGIN
    at = _middles(floors, width)
    boxes = [(spot, place) for spot, place in at.items() if not spot.to]
    lines = [
        _HEAD.format(width=width, height=height),
        *(_arrow([at[spot] for spot in path]) for path in paths),
        *(line for spot, place in boxes for line in _box(rooms, spot, place)),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _steps(arrows: nx.DiGraph[str]) -> tuple[nx.DiGraph[Spot], list[list[Spot]]]:
    """Give rooms their floors, and cut each arrow into steps from one floor to the next."""
    floor: dict[str, int] = {}
    for name in reversed(list(nx.lexicographical_topological_sort(arrows))):
        floor[name] = 1 + max((floor[other] for other in arrows[name]), default=-1)
    paths = [
        [
            Spot(one, floor[one]),
            *(Spot(one, between, other) for between in range(floor[one] - 1, floor[other], -1)),
            Spot(other, floor[other]),
        ]
        for one, other in sorted(arrows.edges)
    ]
    steps = nx.DiGraph(step for path in paths for step in pairwise(path))
    return steps, paths


def _floors(steps: nx.DiGraph[Spot]) -> list[list[Spot]]:
    """Order each floor, the top one first, by where its neighbours are; fewest crossings win."""
    top = max(spot.floor for spot in steps)
    floors = [sorted(spot for spot in steps if spot.floor == n) for n in range(top, -1, -1)]
    best = (_crossings(floors, steps), floors)
    for turn in range(_ROUNDS):
        down = turn % 2 == 0
        near = steps.predecessors if down else steps.successors
        for number in range(1, top + 1) if down else range(top - 1, -1, -1):
            places = _places(floors)
            means = {
                spot: _mean([places[other] for other in near(spot)] or [places[spot]])
                for spot in floors[number]
            }
            ordered = sorted(floors[number], key=lambda spot: (means[spot], spot))
            floors = [*floors[:number], ordered, *floors[number + 1 :]]
        best = min(best, (_crossings(floors, steps), floors))
    return best[1]


def _crossings(floors: list[list[Spot]], steps: nx.DiGraph[Spot]) -> int:
    places = _places(floors)
    ends = [(one.floor, places[one], places[other]) for one, other in steps.edges]
    return sum(
        floor == other and (x - u) * (y - v) < 0
        for (floor, x, y), (other, u, v) in combinations(ends, 2)
    )


def _places(floors: list[list[Spot]]) -> dict[Spot, float]:
    return {
        spot: (place + 0.5) / len(floor) for floor in floors for place, spot in enumerate(floor)
    }


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def _width(spot: Spot) -> int:
    return GAP_X if spot.to else BOX_WIDTH + GAP_X


def _middles(floors: list[list[Spot]], width: int) -> dict[Spot, tuple[int, int]]:
    """Give each spot the middle of its upper edge; what a floor has to spare is spread."""
    at = {}
    for number, floor in enumerate(floors):
        spare = (width - 2 * MARGIN - sum(map(_width, floor))) / len(floor)
        left: float = MARGIN
        for spot in floor:
            room = _width(spot) + spare
            at[spot] = (round(left + room / 2), MARGIN + number * (BOX_HEIGHT + GAP_Y))
            left += room
    return at


def _arrow(path: list[tuple[int, int]]) -> str:
    (x, y), *rest = path
    drawn = f"M{x} {y + BOX_HEIGHT}"
    for to_x, to_y in rest:
        from_y, bend = y + BOX_HEIGHT, GAP_Y // 2
        drawn += f"C{x} {from_y + bend} {to_x} {to_y - bend} {to_x} {to_y}v{BOX_HEIGHT}"
        x, y = to_x, to_y
    drawn = drawn.removesuffix(f"v{BOX_HEIGHT}")
    return f'<path d="{drawn}" fill="none" stroke="#9aa5ae" marker-end="url(#end)"/>'


def _box(rooms: dict[str, Room], spot: Spot, place: tuple[int, int]) -> Iterator[str]:
    room, (middle, y) = rooms[spot.room], place
    yield (
        f'<rect x="{middle - BOX_WIDTH // 2}" y="{y}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" '
        'rx="6" fill="#eef3f7" stroke="#5b6670"/>'
    )
    yield (
        f'<text x="{middle}" y="{y + 17}" text-anchor="middle" font-size="13" '
        f'font-weight="bold">{room.name}</text>'
    )
    knows = textwrap.wrap(room.knows, LETTERS_IN_A_LINE, max_lines=LINES_IN_A_BOX, placeholder=" …")
    for number, line in enumerate(knows):
        down = y + 17 + LINE * (number + 1)
        yield f'<text x="{middle}" y="{down}" text-anchor="middle">{escape(line)}</text>'
