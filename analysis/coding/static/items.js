  // What the kernel has sent, kept up to date by its answers: rows, drafts, and names of ids.
  const LABELS = { claims: "claim", ties: "tie", transfers: "transfer", actors: "actor", weapons: "weapon", sources: "source" };
  const YES_NO = [["true", "yes"], ["false", "no"]];
  const dayInWords = (cell) => {
    const day = new Date(`${cell}T00:00Z`);
    const found = /^\d{4}-\d\d-\d\d$/.test(cell) && !Number.isNaN(day.getTime());
    return found ? new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" }).format(day) : cell;
  };
  const labelOf = (table) => LABELS[table] ?? table;
  function stock() {
    let state = { form: {}, names: {}, claims: [], rows: {}, drafts: [], problems: [], undo: 0, waiting: 0, text: null, paragraphs: [] };
    let rows = {};
    let names = {};
    const byKey = (list) => new Map(list.map((row) => [row.key, row]));
    const named = (list) => new Map(list.map(([id, name, spellings]) => [id, { id, name, spellings }]));
    let pending = [];
    const held = {
      get state() {
        return state;
      },
      take(next) {
        state = next;
        rows = { claims: byKey(next.claims) };
        for (const [table, list] of Object.entries(next.rows ?? {})) rows[table] = byKey(list);
        names = {};
        for (const [table, list] of Object.entries(next.names ?? {})) names[table] = named(list);
      },
      update(change) {
        if (!change) return;
        for (const [table, keys] of Object.entries(change.removed ?? {})) for (const key of keys) rows[table]?.delete(key);
        for (const [table, list] of Object.entries({ ...change.rows, claims: change.claims ?? [] })) {
          rows[table] ??= new Map();
          for (const row of list) rows[table].set(row.key, row);
        }
        for (const [table, list] of Object.entries(change.names ?? {})) names[table] = named(list);
        if (change.drafts) state.drafts = change.drafts;
        state.undo = change.undo ?? state.undo;
        state.waiting = change.waiting ?? state.waiting;
      },
      row: (table, key) => rows[table]?.get(key),
      rows: (table) => [...(rows[table]?.values() ?? [])],
      draft: (id) => state.drafts.find((one) => one.draft === id),
      // Rows that are added in place have a name before they are saved.
      pend(added) {
        pending = added;
      },
      names(table) {
        const known = names[table] ?? new Map();
        const added = pending.filter((one) => one.table === table && one.id);
        return added.length ? new Map([...known, ...added.map((one) => [one.id, { ...one, spellings: [] }])]) : known;
      },
      nameOf: (table, id) => held.names(table).get(id)?.name ?? id,
      form: (table) => state.form[table],
      column: (table, name) => state.form[table]?.columns.find((one) => one.name === name),
      // As a reader sees a cell: names for ids, labels for words.
      shown(table, name, cell) {
        const column = held.column(table, name);
        const one = (value) => {
          if (column?.kind === "day") return dayInWords(value);
          if (column?.kind === "boolean") return new Map(YES_NO).get(value) ?? value;
          return column?.words?.find(({ word }) => word === value)?.label ?? (column?.table ? held.nameOf(column.table, value) : value);
        };
        const several = column && ["ids", "list"].includes(column.kind);
        return (several ? listed(cell) : [cell]).map(one).join(", ");
      },
      items: () => arranged(held),
    };
    return held;
  }

  const partiesOf = (held, table, cells) => ["source", "supplier", "target", "recipient"].filter((name) => cells[name]).map((name) => held.shown(table, name, cells[name])).join(" – ");
  const LOOKS = { proposed: "proposed", rejected: "rejected" };
  const itemOf = (table, row, draft) => {
    const cells = draft?.cells ?? row.cells;
    const place = draft && draft.start !== null && draft.start !== undefined ? draft : (row ?? draft);
    return {
      id: row ? `${table}/${row.key}` : `draft/${draft.draft}`,
      table, cells,
      key: row?.key ?? draft.key ?? null,
      draft: draft?.draft ?? null,
      start: place.start ?? null,
      end: place.end ?? null,
      match: row?.match ?? "exact",
      review: row?.review ?? "",
      look: draft ? "draft" : (LOOKS[row.review] ?? "claim"),
    };
  };
  // Claims, drafts and proposals by their place in the article; what has none comes last.
  function arranged(held) {
    const { drafts } = held.state;
    const found = held.rows("claims").map((row) => itemOf("claims", row, drafts.find((one) => one.table === "claims" && one.key === row.key)));
    for (const table of Object.keys(held.state.form)) {
      if (table === "claims") continue;
      for (const row of held.rows(table)) {
        const draft = drafts.find((one) => one.table === table && one.key === row.key);
        if (draft || row.review === "proposed") found.push(itemOf(table, row, draft));
      }
    }
    for (const draft of drafts) if (!draft.key || !held.row(draft.table, draft.key)) found.push(itemOf(draft.table, null, draft));
    for (const item of found) {
      const claim = item.table !== "claims" && held.row("claims", item.cells.claim_id);
      if (claim) [item.start, item.end] = [claim.start, claim.end];
    }
    const place = ({ start }) => start ?? Infinity;
    return found.map((item, at) => [item, at]).sort(([a, i], [b, j]) => place(a) - place(b) || (a.end ?? 0) - (b.end ?? 0) || i - j || 0).map(([item]) => item);
  }
