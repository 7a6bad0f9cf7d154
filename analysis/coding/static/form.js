  // The form of one row, made from the schema: required columns first, the others in groups.
  const GROUPS = {
    claims: [
      ["How it is said", ["attribution", "speech_act", "cue", "factuality", "likelihood_term", "polarity", "time_reference", "said_on", "nested_source"]],
      ["Whom and what it is about", ["targets", "subjects", "weapons"]],
      ["If and then", ["condition", "consequence"]],
      ["What is argued about", ["concept", "stance"]],
    ],
  };
  function grouped(table, columns) {
    const rest = new Map(columns.map((column) => [column.name, column]));
    const take = (names) => names.map((name) => {
      const column = rest.get(name);
      rest.delete(name);
      return column;
    }).filter(Boolean);
    const groups = (GROUPS[table] ?? []).map(([label, names]) => [label, take(names)]);
    return [...groups, [groups.length ? "More" : "Further columns", [...rest.values()]]].filter(([, found]) => found.length);
  }
  const unfolded = new Map(); // what a coder opened stays open from claim to claim

  const ELSEWHERE = { moved: "Its words are at another place than the table says.", reworded: "Its words read a little differently than when they were coded." };
  function head({ held, work, words: quoted, open, here }) {
    const { table, key, place } = work;
    const row = held.row(table, key);
    const badges = [work.draft && "draft", row?.review === "proposed" && "proposal", row?.review === "rejected" && "rejected", MATCHES[row?.match]].filter(Boolean);
    const title = element("h4", {}, key ? `${labelOf(table)[0].toUpperCase()}${labelOf(table).slice(1)} ` : `New ${labelOf(table)}`, key ? element("code", { textContent: key }) : null,
      ...badges.map((badge) => element("i", { className: "dossier-coder-badge", textContent: badge })));
    const others = (work.overlaps ?? []).filter((other) => other !== key).map((other) => button(other, () => open(other), { className: "dossier-coder-link", title: held.row("claims", other)?.cells.statement }));
    const where = place && element("p", { className: "dossier-coder-where" },
      table === "claims" ? `Paragraph ${work.cells.paragraph}, characters ${place.start}–${place.end}` : "From the words of its claim",
      ...(others.length ? [" · shares words with ", ...others.flatMap((one, at) => (at ? [", ", one] : [one]))] : []));
    const cite = place ? words("blockquote", "", quoted) : null;
    const lost = !place && table === "claims" && held.state.text !== null ? element("p", { className: "dossier-coder-note", textContent: "Its words are not in the article. Select the words it belongs to, and press w." }) : null;
    const elsewhere = here && place && !work.draft && ELSEWHERE[row?.match];
    const note = elsewhere ? element("p", { className: "dossier-coder-note" }, elsewhere, button("Take them as they are here", here)) : null;
    return element("header", {}, title, cite, where, lost, note);
  }

  function formOf(session, work) {
    const { held, ask, acts } = session;
    const schema = held.form(work.table);
    const columns = schema?.columns ?? [];
    const added = [];
    const pend = () => session.work === work && held.pend(work.more.map(({ table, cells }) => ({ table, id: cells[held.form(table).key], name: cells[nameIn(held.form(table))] || "new" })));
    const written = (column) => (value) => {
      work.cells[column.name] = value;
      fieldOf(column.name).changed();
      acts.changed(work);
    };

    function anew(entry) {
      // It may name what is added beside it: a person's state.
      const beside = () => work.more.filter((other) => other !== entry).map(({ table, cells }) => ({ table, cells }));
      const one = rowAnew({ held, ask, entry, beside, renamed, changed: () => acts.changed(work, entry), dropped });
      added.push(one);
      fieldOf(entry.column)?.node.append(one.node);
      return one;
    }
    const adding = (column) => held.form(column.table) && ((typed) => {
      const form = held.form(column.table);
      // A row of that name that waits with another draft is the same one.
      const waits = held.state.drafts.find((one) => one.table === column.table && one.key === null && one.cells[nameIn(form)] === typed);
      const empty = Object.fromEntries(form.columns.map(({ name }) => [name, ""]));
      const entry = acts.added(column.table, column.name, waits?.cells ?? { ...empty, [nameIn(form)]: typed }, waits?.draft);
      work.more.push(entry);
      anew(entry).focus();
      if (waits) renamed(entry);
      acts.changed(work, entry);
    });
    const replaced = (entry, old, key) => {
      const one = fieldOf(entry.column);
      const kept = one.column.kind === "id" ? [] : listed(work.cells[entry.column]).filter((id) => id !== old && id !== key);
      one.set([...kept, key].filter(Boolean).join("|"));
      work.cells[entry.column] = one.value();
      acts.changed(work);
    };
    function renamed(entry) {
      const key = entry.cells[held.form(entry.table).key];
      pend();
      replaced(entry, entry.id, key);
      entry.id = key;
    }
    function dropped(entry) {
      work.more = work.more.filter((one) => one !== entry);
      acts.forget(entry);
      const at = added.findIndex((one) => one.entry === entry);
      added[at].end();
      added[at].node.remove();
      added.splice(at, 1);
      replaced(entry, entry.id, "");
      pend();
      fieldOf(entry.column).input.focus();
    }

    const fields = columns.map((column) => field(column, { held, table: work.table, cells: work.cells, changed: written(column), adding }));
    const fieldOf = (name) => fields.find(({ column }) => column.name === name);
    const nodes = (list) => list.map(({ name }) => fieldOf(name).node);
    const required = columns.filter((column) => column.required && column.name !== schema.key);
    const groups = grouped(work.table, columns.filter((column) => !required.includes(column))).map(([label, list], at) => {
      const name = `${work.table} ${label}`;
      const filled = list.some((column) => column.name !== schema.key && work.cells[column.name]);
      const group = element("details", { open: unfolded.get(name) ?? (at === 0 || filled) }, element("summary", { textContent: label }), ...nodes(list));
      group.addEventListener("toggle", () => unfolded.set(name, group.open));
      return group;
    });

    const top = element("div");
    const whole = element("div", { className: "dossier-coder-whole", role: "status" });
    const kept = element("span");
    const missing = element("span");
    const save = button("Save", () => acts.save(), { key: "Control+S", className: "dossier-coder-main" });
    const move = button("Move", () => acts.move(), { key: "w", title: "Move the claim to the selected words", "aria-label": "Move to the selected words" });
    const tie = button("+ Tie", () => acts.from("ties"), { key: "t", title: "Code a tie that this claim asserts", "aria-label": "Code a tie" });
    const transfer = button("+ Transfer", () => acts.from("transfers"), { key: "x", title: "Code a transfer that this claim asserts", "aria-label": "Code a transfer" });
    const remove = button("Remove", () => acts.remove(), { key: "Delete", className: "dossier-coder-away" });
    const accept = button("Accept", () => acts.review("accepted"), { key: "a", className: "dossier-coder-main" });
    const amend = button("Amend", () => acts.amend(), { key: "m" });
    const reject = button("Reject", () => acts.review("rejected"), { key: "r" });
    const verdict = element("div", { className: "dossier-coder-verdict", role: "group", "aria-label": "Review this proposal" }, accept, amend, reject);
    const based = element("div", { className: "dossier-coder-based" });
    const node = element("form", { className: "dossier-coder-form", "aria-label": `Form of the ${labelOf(work.table)}`, noValidate: true },
      top, verdict, whole, ...nodes(required), ...groups, based,
      element("footer", {}, element("div", { className: "dossier-coder-actions" }, save, move, tie, transfer, remove), element("p", { className: "dossier-coder-standing" }, kept, missing)));
    node.addEventListener("submit", (event) => event.preventDefault());
    node.addEventListener("focusout", () => acts.keepAll(work));

    function focus() {
      const first = fields.filter((one) => required.includes(one.column));
      (first.find((one) => !one.value()) ?? first[0])?.input.focus();
    }
    function refresh() {
      const row = held.row(work.table, work.key);
      const [within, active] = [node.contains(document.activeElement), document.activeElement];
      top.replaceChildren(head({ held, work, words: session.wordsOf(work.place), open: acts.openKey, here: acts.here }));
      verdict.hidden = row?.review !== "proposed";
      save.classList.toggle("dossier-coder-main", verdict.hidden);
      const claim = work.table === "claims";
      move.hidden = !claim;
      tie.hidden = !claim || !held.form("ties");
      transfer.hidden = !claim || !held.form("transfers");
      remove.hidden = !work.key && !work.draft;
      remove.firstChild.data = work.draft ? "Discard" : "Remove";
      const note = work.draft && held.draft(work.draft)?.note;
      kept.textContent = work.draft ? `Draft kept, not saved. ${note ? `${note} ` : ""}` : "";
      based.replaceChildren(...restingOn(held, work, acts.openRow));
      for (const one of fields) if (one.value() !== (work.cells[one.column.name] ?? "")) one.set(work.cells[one.column.name] ?? "");
      for (const one of added.filter(({ entry }) => !work.more.includes(entry))) {
        const within = one.node.contains(document.activeElement);
        one.end();
        one.node.remove();
        added.splice(added.indexOf(one), 1);
        if (within) fieldOf(one.entry.column).input.focus();
      }
      pend();
      for (const one of fields) one.named();
      // What had the focus may be gone.
      if (within && (!active.isConnected || active.closest("[hidden]"))) focus();
    }
    for (const entry of work.more) anew(entry);
    refresh();
    return {
      node, refresh, focus,
      settle: () => fields.forEach((one) => one.settle()),
      touch: () => fields.forEach((one) => one.touch()),
      offer(offers) {
        for (const [name, values] of Object.entries(offers ?? {})) fieldOf(name)?.offer(values);
      },
      complain(problems) {
        const pendingIds = new Set(work.more.map(({ id }) => id));
        for (const one of added) {
          const own = problems.filter(({ table }) => table === one.entry.table && table !== work.table);
          if (own.length) one.complain(own);
        }
        const gaps = added.flatMap((one) => one.missing());
        const known = new Set(fields.map(({ column }) => column.name));
        for (const one of fields) {
          const texts = problems.filter(({ column, table }) => column === one.column.name && (!table || table === work.table)).map(({ text }) => text);
          const anewHere = one.column.table && listed(work.cells[one.column.name]).some((id) => pendingIds.has(id));
          if (one.complain(anewHere ? [] : texts)) gaps.push(one.column.label);
          if (one.input.hasAttribute("aria-invalid")) one.node.closest("details")?.setAttribute("open", "");
        }
        const said = problems.filter(({ column, table }) => (!table || table === work.table) && !known.has(column)).map(({ text }) => words("p", "", text));
        whole.replaceChildren(...said);
        missing.textContent = gaps.length ? `Still needed: ${gaps.join(", ")}.` : "";
      },
      // What a save was refused for: the first of it gets the focus.
      wrong() {
        const invalid = [...node.querySelectorAll("[aria-invalid]")];
        invalid[0]?.focus();
        return invalid.map(({ id }) => node.querySelector(`[for="${id}"]`)?.firstChild.data).filter(Boolean);
      },
      end: () => added.forEach((one) => one.end()),
    };
  }

  // Ties and transfers that were coded from this claim.
  function restingOn(held, work, openRow) {
    if (work.table !== "claims" || !work.key) return [];
    const rows = Object.keys(held.state.form).filter((table) => table !== "claims").flatMap((table) => held.rows(table).filter(({ cells }) => cells.claim_id === work.key).map((row) => [table, row]));
    if (!rows.length) return [];
    return [element("h5", { textContent: "Coded from this claim" }), element("ul", {}, ...rows.map(([table, row]) => element("li", {}, openRow ? button(sentence(held, table, row), () => openRow(table, row.key), { className: "dossier-coder-link", dir: "auto" }) : sentence(held, table, row))))];
  }
  const sentence = (held, table, { cells }) => `${held.form(table).label}: ${partiesOf(held, table, cells)}${cells.kind ? `, ${held.shown(table, "kind", cells.kind)}` : ""}`;
