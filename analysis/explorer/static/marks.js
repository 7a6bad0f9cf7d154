  // By keyboard: Tab reaches the chart, arrows its marks; by touch a tap. What a mark says stays
  // below the picture, with its sources, until Escape.
  const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  const MARKS = "svg.marks .role-mark [aria-label]:not(.role-mark)";
  function readable(place, links) {
    const words = element("span");
    const close = button("Close", () => dismiss());
    close.ariaLabel = "Close this description";
    const said = element("div", { className: "dossier-said", role: "status", hidden: true }, words, close);
    place.after(said);
    place.tabIndex = 0;
    const dismiss = () => {
      if (said.hidden) return;
      said.hidden = true;
      if (place.contains(document.activeElement) || said.contains(document.activeElement)) place.focus();
    };
    const say = (mark) => {
      const rows = Object.values(mark.__data__?.tooltip ?? {}).map(text);
      const sources = rows.flatMap((row) => linked(row, links)).filter((part) => part instanceof Element);
      // Several cells may lead to one place: then the shortest words do.
      const shortest = new Map();
      for (const link of sources) {
        if (!(shortest.get(link.href)?.textContent.length <= link.textContent.length)) shortest.set(link.href, link);
      }
      words.replaceChildren(mark.getAttribute("aria-label"), ...[...shortest.values()].flatMap((link) => [" ", link]));
      said.hidden = false;
    };
    place.addEventListener("keydown", (event) => {
      if (event.key === "Escape") return void dismiss();
      const marks = [...place.querySelectorAll(MARKS)];
      if (!STEPS[event.key] || !marks.length) return;
      event.preventDefault();
      const at = marks.indexOf(document.activeElement);
      const next = at < 0 && STEPS[event.key] < 0 ? marks.length - 1 : at + STEPS[event.key];
      const mark = marks[(next + marks.length) % marks.length];
      mark.setAttribute("tabindex", "-1");
      mark.focus();
      say(mark);
    });
    said.addEventListener("keydown", (event) => event.key === "Escape" && dismiss());
    place.addEventListener("click", (event) => {
      const mark = event.target.closest?.(MARKS);
      if (mark) say(mark);
    });
    return () => (said.hidden = true); // a mark that is gone says nothing
  }
