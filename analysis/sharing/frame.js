// What is around a page: code behind a switch, the section that is read, and search.
  const find = (which) => document.querySelector(which);
  // Some browsers keep nothing for a page that is a file; then nothing is remembered.
  const memory = (act) => {
    try {
      return act(sessionStorage);
    } catch {
      return null;
    }
  };

  const code = find("#dossier-code");
  if (code) {
    const kept = memory((store) => store.getItem(code.id));
    code.checked = kept ? kept === "shown" : code.defaultChecked;
    code.addEventListener("change", () => memory((store) => store.setItem(code.id, code.checked ? "shown" : "hidden")));
  }

  const contents = find("#contents > details");
  if (contents) {
    const wide = matchMedia("(min-width: 1100px)"); // as the page's styles have it
    const fold = () => (contents.open = wide.matches);
    fold();
    wide.addEventListener("change", fold);
    const place = (link) => document.getElementById(decodeURIComponent(link.hash.slice(1)));
    const links = [...contents.querySelectorAll("a")].filter(place);
    const LINE = 0.25; // a section is read when its heading is in the upper part of the window
    let asked = false;
    const mark = () => {
      asked = false;
      const atEnd = scrollY > 0 && innerHeight + scrollY >= document.documentElement.scrollHeight - 2;
      const begun = (link) => atEnd || place(link).getBoundingClientRect().top <= LINE * innerHeight;
      const now = links.filter(begun).at(-1);
      for (const link of links) link.ariaCurrent = link === now ? "true" : null;
      const nav = contents.parentElement;
      if (now && wide.matches && nav.scrollHeight > nav.clientHeight) nav.scrollTop = now.offsetTop - nav.clientHeight / 2;
    };
    const soon = () => {
      if (!asked) requestAnimationFrame(mark);
      asked = true;
    };
    addEventListener("scroll", soon, { passive: true });
    addEventListener("resize", soon);
    mark();
  }

  const search = find(".dossier-search");
  if (!search) return;
  const MOST = 20;
  const folded = (words) => words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const words = search.querySelector("input");
  const hits = search.querySelector(".dossier-hits");
  const list = search.querySelector("ol");
  const details = search.closest("details");
  // What can be found is compressed, and unpacked when it is first asked for.
  let kept;
  const known = () => (kept ??= unpacked(find("#dossier-entries").dataset.entries).then(({ pages, entries }) => (
    { pages, entries, texts: entries.map(([kind, , , said]) => folded(`${kind} ${said}`)) }
  )));
  // Where a word begins counts for more than inside one; sections and figures come first.
  const FIRST = ["Section", "Figure", "Finding", "Table"];
  const worth = ([kind], text, asked) => {
    if (!asked.every((word) => text.includes(word))) return -1;
    const parts = text.split(/[^\p{L}\p{N}]+/u);
    const begins = asked.filter((word) => parts.some((part) => part.startsWith(word))).length;
    return begins * 2 + FIRST.includes(kind);
  };
  const show = async () => {
    const { entries, pages, texts } = await known();
    const asked = folded(words.value).split(/\s+/).filter(Boolean);
    const found = asked.length ? texts.map((text, at) => [at, worth(entries[at], text, asked)]).filter(([, how]) => how >= 0) : [];
    found.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    const shown = found.slice(0, MOST);
    list.replaceChildren(...shown.map(([at]) => {
      const [kind, page, anchor, said] = entries[at];
      const link = element("a", { href: `${pages[page][0]}#${encodeURIComponent(anchor)}` });
      link.append(element("bdi", { textContent: said }));
      if (details) link.addEventListener("click", () => (details.open = false));
      const where = element("span", { className: "where", dir: "auto", textContent: pages[page][1] });
      return element("li", {}, element("span", { className: "kind", textContent: kind }), element("div", {}, link, where));
    }));
    const some = found.length > MOST ? `The first ${MOST} of ${found.length} results` : `${found.length} result${found.length === 1 ? "" : "s"}`;
    hits.textContent = asked.length ? (found.length ? `${some}.` : "Nothing of this name is on these pages.") : "";
  };
  words.addEventListener("input", show);
  details?.addEventListener("toggle", () => details.open && words.focus());
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details) return;
    details.open = false;
    details.querySelector("summary").focus();
  });
  // A letter is a command only where no one is writing.
  document.addEventListener("keydown", (event) => {
    const writing = document.activeElement?.closest("input, select, textarea, [contenteditable]");
    if (event.key !== "/" || writing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    if (details) details.open = true;
    words.focus();
  });
