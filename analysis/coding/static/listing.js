  // The list of claims: one stop for Tab, arrows walk through it.
  const FILTERS = {
    all: ["All", () => true],
    proposed: ["Proposals", ({ review }) => review === "proposed"],
    draft: ["Drafts", ({ draft }) => draft !== null],
    lost: ["Words lost", ({ match }) => match === "lost"],
  };
  const BADGES = { proposed: "proposal", draft: "draft", rejected: "rejected" };
  const MATCHES = { lost: "words lost", moved: "moved", reworded: "reworded" };
  const PAGE = 8;
  function claimList({ held, choose, readOnly }) {
    const list = element("ul", { className: "dossier-coder-list", role: "listbox", tabIndex: 0, "aria-label": "Claims" });
    const filter = element("select", { "aria-label": "Which claims", title: "Which claims (f)", "aria-keyshortcuts": "f" });
    for (const [value, [label]] of Object.entries(FILTERS)) filter.append(element("option", { value, textContent: label }));
    const search = element("input", { type: "search", placeholder: "Search", "aria-label": "Search the claims", title: "Search (/)", "aria-keyshortcuts": "/" });
    const count = element("output", { className: "dossier-coder-count", "aria-live": "polite" });
    const none = element("p", { className: "dossier-coder-none", hidden: true });
    const node = element("div", { className: "dossier-coder-listing" },
      element("div", { className: "dossier-coder-tools" }, search, readOnly ? null : filter, count), none, list);
    const options = new Map();
    let shown = [];
    let active = null;

    function option(item) {
      const { table, cells } = item;
      const who = table === "claims" ? held.nameOf("actors", cells.speaker) : held.form(table)?.label;
      const what = cells.statement || cells.name || cells.title || partiesOf(held, table, cells) || cells.quote;
      const badges = [BADGES[item.look], MATCHES[item.match]].filter(Boolean);
      return { who: who || "No speaker yet", what: what || "Nothing written yet", badges };
    }
    function entry(item) {
      const { who, what, badges } = option(item);
      const look = JSON.stringify([who, what, badges, item.key]);
      const old = options.get(item.id);
      if (old?.look === look) return Object.assign(old, { item });
      const node = element("li", { role: "option", id: old?.node.id ?? unique("option"), className: `dossier-coder-${item.look}`, "aria-selected": String(item.id === active) },
        element("span", { className: "dossier-coder-who" }, words("b", "", who), ...badges.map((badge) => element("i", { className: "dossier-coder-badge", textContent: badge }))),
        words("span", "dossier-coder-what", what));
      const made = { node, look, item, hay: plain([who, what, item.key, item.cells.concept, item.cells.quote].join(" ")) };
      old?.node.replaceWith(node);
      options.set(item.id, made);
      return made;
    }
    function refresh() {
      const items = held.items();
      const ids = new Set(items.map(({ id }) => id));
      for (const [id, { node: gone }] of options) {
        if (ids.has(id)) continue;
        gone.remove();
        options.delete(id);
      }
      items.forEach(entry);
      narrow(items);
    }
    function narrow(items = held.items()) {
      const parts = plain(search.value).split(/\s+/).filter(Boolean);
      const [, passes] = FILTERS[filter.value] ?? FILTERS.all;
      shown = items.filter((item) => passes(item) && parts.every((part) => options.get(item.id).hay.includes(part)));
      const visible = new Set(shown.map(({ id }) => options.get(id).node));
      for (const one of [...list.children]) if (!visible.has(one)) one.remove();
      let place = list.firstElementChild;
      for (const one of visible) {
        if (one === place) place = place.nextElementSibling;
        else list.insertBefore(one, place);
      }
      count.textContent = shown.length === items.length ? `${items.length}` : `${shown.length} of ${items.length}`;
      none.hidden = Boolean(shown.length);
      none.textContent = items.length ? "No claim matches." : `No claims yet.${readOnly ? "" : " Select words in the article."}`;
    }
    function mark(id) {
      options.get(active)?.node.setAttribute("aria-selected", "false");
      active = id;
      const now = options.get(id)?.node;
      now?.setAttribute("aria-selected", "true");
      if (now?.isConnected) list.setAttribute("aria-activedescendant", now.id);
      else list.removeAttribute("aria-activedescendant");
      if (now?.isConnected) within(list, now);
    }
    // Scrolls the list, and never the page.
    function within(frame, part) {
      const [outer, inner] = [frame.getBoundingClientRect(), part.getBoundingClientRect()];
      if (inner.top < outer.top) frame.scrollTop -= outer.top - inner.top;
      else if (inner.bottom > outer.bottom) frame.scrollTop += inner.bottom - outer.bottom;
    }
    function step(by) {
      if (!shown.length) return;
      const at = shown.findIndex(({ id }) => id === active);
      const next = at < 0 ? (by > 0 ? 0 : shown.length - 1) : Math.min(Math.max(at + by, 0), shown.length - 1);
      choose(shown[next]);
    }
    const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE, Home: -Infinity, End: Infinity };
    list.addEventListener("keydown", (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey || !(event.key in STEPS)) return;
      event.preventDefault();
      step(STEPS[event.key]);
    });
    list.addEventListener("click", (event) => {
      const chosen = [...options.values()].find(({ node: one }) => one.contains(event.target));
      if (chosen) choose(chosen.item);
    });
    const narrowed = () => {
      narrow();
      mark(active);
    };
    search.addEventListener("input", narrowed);
    filter.addEventListener("change", narrowed);
    return { node, list, filter, search, refresh, mark, step, items: () => shown };
  }
