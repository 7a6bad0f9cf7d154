  // A table that is readable without this script: searched, sorted, cut to its first rows.
  const FIRST_ROWS = 15;
  const FEW_ROWS = 25; // all are shown, and nothing needs to be searched for
  const MOST_KINDS = 12;
  const MOST_AT_ONCE = 500;
  const order = new Intl.Collator("en", { numeric: true }).compare;

  // Days in words are sorted in the order of the calendar.
  const DAY = /^(\d{1,2} )?[A-Z][a-z]{2,8} \d{4}$/;
  const inOrder = (said) => {
    const day = DAY.test(said) && new Date(`${/^\d/.test(said) ? "" : "1 "}${said} UTC`);
    return day && !Number.isNaN(day.getTime()) ? day.toISOString() : said;
  };

  function table(host) {
    const plain = host.querySelector("table");
    const bodies = [...plain.tBodies];
    const rows = bodies.flatMap((body) => [...body.rows]).filter((row) => !row.matches(".group"));
    const groups = rows.map((row) => row.parentElement.querySelector(".group")?.textContent.trim() ?? "");
    const grouped = groups.some(Boolean);
    const told = rows.map((row) => [...row.cells].map((one) => one.textContent.trim()));
    const inLowerCase = told.map((row, at) => [groups[at], ...row].join(" ").toLowerCase());
    // A cell that spans rows keeps them together, and a head that spans columns names none of them.
    const apart = rows.every((row) => [...row.cells].every(({ rowSpan, colSpan }) => rowSpan === 1 && colSpan === 1));
    const lowest = [...(plain.tHead?.rows[plain.tHead.rows.length - 1]?.cells ?? [])];
    const named = apart && told.every((row) => row.length === lowest.length) && lowest.every(({ colSpan }) => colSpan === 1);
    const heads = named ? lowest : [];
    const numbers = heads.map((head) => head.matches(".number"));
    const caption = plain.caption?.firstChild?.textContent.trim() ?? "";
    const found = element("p", { className: "dossier-found", role: "status", hidden: !apart || rows.length <= FEW_ROWS });
    const nothing = element("p", { className: "dossier-none", hidden: true });
    const search = element("input", { type: "search", ariaLabel: `Search this table: ${caption}`, placeholder: "Search this table" });
    const menus = new Map();
    const tools = element("div", { className: "dossier-tools", role: "group", ariaLabel: `Search and sort: ${caption}` });
    const many = apart && rows.length > FEW_ROWS;
    let all = !many || plain.closest("details") !== null; // who unfolds a table asked for it
    let now = rows.map((_, at) => at);

    const shown = () => {
      const wanted = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      const kinds = [...menus].map(([said, { value }]) => [said, value]).filter(([, value]) => value);
      return now.filter((at) => kinds.every(([said, kind]) => said(at) === kind) && wanted.every((word) => inLowerCase[at].includes(word)));
    };
    const draw = () => {
      const fit = shown();
      const cut = all ? fit : fit.slice(0, FIRST_ROWS);
      const visible = new Set(cut);
      rows.forEach((row, at) => {
        if (row.hidden === visible.has(at)) row.hidden = !row.hidden;
      });
      for (const head of plain.querySelectorAll(".group")) head.hidden = !head.parentElement.querySelector("tr:not(.group, [hidden])");
      const of = fit.length === rows.length ? "" : ` of ${rows.length}`;
      found.textContent = all || fit.length <= FIRST_ROWS ? `${fit.length}${of} row${fit.length === 1 && !of ? "" : "s"}` : `The first ${cut.length} of ${fit.length} rows`;
      more.hidden = !many || fit.length <= FIRST_ROWS;
      more.textContent = all ? `Show the first ${FIRST_ROWS}` : `Show all ${fit.length}`;
      nothing.hidden = fit.length > 0 || rows.length === 0;
    };
    const more = button("", () => {
      all = !all;
      host.classList.toggle("dossier-whole", all); // on paper, too
      draw();
    });
    const clear = button("Clear the search", () => {
      search.value = "";
      for (const menu of menus.values()) menu.value = "";
      draw();
      search.focus();
    });
    nothing.append("No row matches. ", clear);

    const choice = (what, said, sort = (kinds) => kinds.sort(order)) => {
      const every = rows.map((_, at) => said(at));
      const kinds = sort([...new Set(every)].filter(Boolean));
      if (!many || kinds.length < 2 || kinds.length > MOST_KINDS) return;
      const menu = element("select", { ariaLabel: `Only ${what}` });
      const count = (kind) => every.filter((one) => one === kind).length;
      menu.append(element("option", { value: "", textContent: `${what}: all` }));
      menu.append(...kinds.map((kind) => element("option", { value: kind, textContent: `${kind} (${count(kind)})` })));
      menu.addEventListener("change", draw);
      menus.set(said, menu);
    };
    if (grouped) choice("Group", (at) => groups[at], (kinds) => kinds);
    heads.forEach((head, column) => {
      const sort = button(head.textContent, () => {
        const up = head.ariaSort !== "ascending";
        for (const other of heads) other.ariaSort = null;
        head.ariaSort = up ? "ascending" : "descending";
        const key = (at) => inOrder(told[at][column] ?? "");
        const value = (at) => Number(key(at).replace(/[,\u2009]/g, ""));
        // What is empty is unknown: it comes last, whichever way.
        const compare = (a, b) => {
          if (!key(a) || !key(b)) return Number(!key(a)) - Number(!key(b));
          const by = numbers[column] && !Number.isNaN(value(a) - value(b)) ? value(a) - value(b) : order(key(a), key(b));
          return up ? by : -by;
        };
        now.sort((a, b) => compare(a, b) || a - b);
        for (const body of grouped ? bodies : bodies.slice(0, 1)) {
          const ordered = document.createDocumentFragment();
          for (const at of now) if (!grouped || rows[at].parentElement === body) ordered.append(rows[at]);
          body.append(ordered);
        }
        draw();
      });
      if (rows.length > 1) head.replaceChildren(sort);
      if (!numbers[column]) choice(sort.textContent, (at) => told[at][column]);
    });
    search.addEventListener("input", () => {
      if (rows.length > MOST_AT_ONCE) all = false; // a browser lays thousands out for longer than a key takes
      draw();
    });
    tools.append(search, ...menus.values());
    const titles = lowest.flatMap((head) => [head.textContent, ...Array(head.colSpan - 1).fill("")]);
    const taken = grouped ? (at) => [groups[at], ...told[at]] : (at) => told[at];
    const written = () => csv([grouped ? ["Group", ...titles] : titles, ...shown().map(taken)]);
    const below = element("div", { className: "dossier-tools" }, found, more);
    if (rows.length) below.append(button("CSV", () => offer(`${host.id.replace(/^table-/, "") || "table"}.csv`, written(), "text/csv")));
    const frame = element("div");
    plain.before(...(many ? [tools] : []), frame);
    frame.after(nothing, below);
    frame.append(plain);
    frame.role = "group";
    frame.ariaLabel = caption || "Table";
    scrolls(frame);
    draw();
    // A link may lead to a row that is not among the first, or not among those searched for.
    host.dossierReveal = () => {
      all = true;
      search.value = "";
      for (const menu of menus.values()) menu.value = "";
      draw();
    };
    // Paper has the rows that the screen has, or those chosen for it; afterwards the screen is as it was.
    let before = null;
    const unfold = () => {
      if (!plain.querySelector("tr.screen")) return;
      before ??= all;
      all = true;
      draw();
    };
    const fold = () => {
      all = before ?? all;
      before = null;
      draw();
    };
    return { unfold, fold };
  }
