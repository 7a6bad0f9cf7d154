"""A page in the browser, and what the tests read off it."""

from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page

MARKS_DRAWN = """host => {
  const found = [];
  const visit = (mark) => {
    for (const item of mark.items ?? []) {
      if (mark.role === "mark") {
        found.push({ ...item.datum, _mark: mark.marktype, _opacity: item.opacity ?? 1,
          _x: item.x, _y: item.y, _width: item.width, _height: item.height, _text: item.text,
          _fill: item.fill, _stroke: item.stroke, _size: item.size,
          _filled: item.fillOpacity, _lined: item.strokeOpacity });
      }
      (item.items ?? []).forEach(visit);
    }
  };
  visit(host.dossierView.scenegraph().root);
  return JSON.parse(JSON.stringify(found));
}"""


@dataclass
class OpenPage:
    """A page, with what it asked for and what it complained about."""

    page: Page
    requests: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def drawn(self, name: str) -> list[dict]:
        """Marks of one explorer as Vega holds them."""
        host = self.page.locator(f"#explorer-{name}")
        host.evaluate("host => host.dossierView.runAsync().then(() => null)")
        return host.evaluate(MARKS_DRAWN)

    def column(self, name: str, column: str) -> list:
        """One field of the fully visible marks, sorted."""
        marks = [m for m in self.drawn(name) if m["_opacity"] == 1 and m["_mark"] != "text"]
        return sorted(mark[column] for mark in marks)

    def control(self, name: str, label: str) -> Locator:
        """The input a reader finds by its label."""
        return self.page.locator(f"#explorer-{name}").get_by_label(label, exact=True)
