  // The row that is open: how it is kept as a draft, checked, saved, reviewed and undone. An answer
  // that comes after another row was opened brings the list up to date and leaves the form alone.
  const KEEP_MS = 300;
  const CHECK_MS = 250;
  function worker(session) {
    const { held, ask } = session;
    const current = (work) => session.work === work;
    const request = ({ table, key, draft, cells }) => ({ table, key, draft, cells: { ...cells } });
    const identity = (work) => (work.key ? `${work.table}/${work.key}` : work.draft ? `draft/${work.draft}` : "new");

    // Rows that were changed and are not saved: one that is opened again goes on as it was left.
    const unsaved = new Set();
    function earlier(id) {
      const work = [...unsaved].find((one) => one.id === id);
      if (work) work.more = work.more.filter((row) => !isSaved(row));
      return work;
    }
    // The row may have been saved with another one that names it, too.
    function isSaved({ table, id, cells }) {
      const name = nameIn(held.form(table));
      return held.row(table, id)?.cells[name] === cells[name];
    }
    const kept = (row) => {
      const made = { key: null, draft: null, dirty: false, keeping: false, again: false, kept: Promise.resolve(), ...row };
      made.keepLater = debounced(() => keep(made), KEEP_MS);
      return made;
    };
    function begun({ table, cells, draft = null, place = null, ...rest }) {
      const work = kept({ table, draft, cells: { ...cells }, place, changed: Boolean(draft), more: addedTo(table, cells), ...rest });
      work.checkLater = debounced(() => check(work), CHECK_MS);
      return work;
    }
    // A row that is added in place, as a draft of its own until both are saved.
    const added = (table, column, cells, draft = null) => kept({ table, column, cells: { ...cells }, draft, id: cells[held.form(table).key], byHand: draft !== null });
    function addedTo(table, cells) {
      return (held.form(table)?.columns ?? []).filter((column) => held.form(column.table)).flatMap((column) => {
        const { key } = held.form(column.table);
        const unknown = listed(cells[column.name]).filter((id) => !held.row(column.table, id));
        const drafts = unknown.map((id) => held.state.drafts.find((one) => one.table === column.table && one.key === null && one.cells[key] === id));
        return drafts.filter(Boolean).map((one) => added(column.table, column.name, one.cells, one.draft));
      });
    }
    function changed(work, row = work) {
      work.changed = true;
      unsaved.add(work);
      row.dirty = true;
      row.keepLater();
      work.checkLater();
    }
    const keepAll = (work, atOnce) => [work, ...work.more].forEach((row) => keep(row, atOnce));
    // One draft at a time is on its way: the first answer brings the name of the draft.
    function keep(row, atOnce = false) {
      row.keepLater.cancel();
      if (!row.dirty) return row.kept;
      if (row.keeping && !atOnce) {
        row.again = true;
        return row.kept;
      }
      row.dirty = false;
      row.keeping = true;
      row.kept = ask({ type: "draft", ...request(row) }).then((answer) => {
        row.keeping = false;
        if (answer.type !== "drafted") return refused(answer);
        row.draft = answer.draft;
        took(answer, row);
        if (!row.again) return null;
        row.again = false;
        return keep(row);
      });
      return row.kept;
    }
    // What an answer changes; the open row is shown anew where it is the one that was meant.
    function took(answer, work) {
      held.update(answer.update);
      if (!work.column) work.id = identity(work);
      session.refresh();
      if (current(work)) session.form.refresh();
    }
    async function check(work) {
      if (session.readOnly) return;
      const answer = await ask({ type: "check", table: work.table, key: work.key, cells: { ...work.cells } });
      if (current(work) && answer.type === "checked") session.form.complain(answer.problems);
      if (work.offers || !work.place || work.table !== "claims") return;
      work.offers = {};
      const found = await ask({ type: "select", ...work.place });
      if (found.type !== "selected") return;
      Object.assign(work, { offers: found.offers, overlaps: found.overlaps });
      if (!current(work)) return;
      session.form.offer(work.offers);
      session.form.refresh();
    }
    async function coin(work) {
      const key = held.form(work.table)?.key;
      if (!key || work.key || work.cells[key]) return;
      const answer = await ask({ type: "ids", table: work.table, cells: { ...work.cells } });
      if (answer.type !== "coined" || work.cells[key]) return;
      work.cells[key] = answer.key;
      if (current(work)) session.form.refresh();
    }

    function refused(answer, work) {
      session.say("");
      if (answer.type === "changed") {
        session.warn(sentenceOf(answer.message), [["Load again", reload]]);
      } else {
        const shown = work && current(work) && answer.problems?.length > 0;
        if (shown) session.form.complain(answer.problems);
        const wrong = shown ? [...new Set(session.form.wrong())] : [];
        const which = work && !current(work) && work.table ? `${work.key ? `${labelOf(work.table)} ${work.key}` : `a new ${labelOf(work.table)}`} is not saved: ` : "";
        session.warn(wrong.length ? `Not saved. See what is said at: ${wrong.join(", ")}.` : sentenceOf(`${which}${answer.message ?? "that was refused"}`));
      }
      return false;
    }
    async function save() {
      const { work } = session;
      if (!work) return false;
      session.form.settle();
      session.form.touch();
      const [sent, more] = [request(work), [...work.more]];
      const rows = more.map(({ table, cells }) => ({ table, cells: { ...cells } }));
      keepAll(work); // what cannot be saved is not lost
      await Promise.all([work, ...more].map((row) => row.kept));
      const answer = await ask({ type: "save", ...sent, draft: work.draft, more: rows });
      if (answer.type !== "saved") return refused(answer, work);
      work.key = answer.key ?? work.key;
      work.draft = null;
      work.more = work.more.filter((row) => !more.includes(row));
      held.update(answer.update);
      more.forEach(forget);
      settled(work, sent.cells);
      session.warn("");
      session.say(`Saved ${work.key}.`);
      return true;
    }
    // After a step of the kernel, the open row is as saved, but for what was typed meanwhile.
    function settled(work, sent) {
      const row = held.row(work.table, work.key);
      const typed = Object.keys(work.cells).filter((name) => work.cells[name] !== sent[name]);
      if (row) work.base = row.cells;
      if (row) work.cells = { ...row.cells, ...Object.fromEntries(typed.map((name) => [name, work.cells[name]])) };
      if (row && row.start !== undefined && row.start !== null) work.place = { start: row.start, end: row.end };
      work.changed = typed.length > 0;
      unsaved.delete(work);
      work.id = identity(work);
      session.refresh();
      if (!current(work)) return;
      session.form.refresh();
      work.checkLater();
      if (work.changed) changed(work);
    }

    async function review(verdict) {
      const { work } = session;
      if (held.row(work?.table, work?.key)?.review !== "proposed") return;
      const next = session.beside(({ review: state, id }) => state === "proposed" && id !== work.id);
      if (verdict === "accepted" && (work.changed || work.draft)) {
        if ((await save()) && next && current(work)) session.openId(next.id);
        return;
      }
      const answer = await ask({ type: "review", table: work.table, key: work.key, review: verdict });
      if (answer.type !== "saved") return void refused(answer, work);
      held.update(answer.update);
      session.say(`${verdict === "accepted" ? "Accepted" : "Rejected"} ${work.key}.`);
      settled(work, work.cells);
      if (next && current(work)) session.openId(next.id);
    }
    function remove() {
      const { work } = session;
      if (!work || !(work.draft || work.key)) return;
      if (work.draft) session.question(work.key ? `Discard what was changed in ${work.key}?` : "Discard this draft?", "Discard", () => discard(work));
      else session.question(`Remove ${work.key}? This can be undone.`, "Remove", () => removed(work));
    }
    // Take back what was kept of a row.
    async function forget(row) {
      row.keepLater.cancel();
      Object.assign(row, { dirty: false, again: false });
      await row.kept;
      if (!row.draft) return true;
      const answer = await ask({ type: "discard", draft: row.draft });
      if (answer.type !== "discarded") return refused(answer, row);
      held.update(answer.update);
      session.refresh();
      return true;
    }
    async function discard(work) {
      if (!(await forget(work))) return;
      unsaved.delete(work);
      work.more.forEach(forget);
      const open = current(work);
      gone(work, "Draft discarded.");
      if (open && held.row(work.table, work.key)) session.openId(`${work.table}/${work.key}`);
    }
    async function removed(work) {
      const answer = await ask({ type: "remove", table: work.table, key: work.key });
      if (answer.type !== "saved") return void refused(answer, work);
      held.update(answer.update);
      unsaved.delete(work);
      gone(work, `Removed ${work.key}.`);
    }
    function gone(work, said) {
      if (current(work)) session.close();
      session.refresh();
      session.say(said);
    }
    async function undo() {
      const answer = await ask({ type: "undo" });
      if (answer.type !== "saved") return void refused(answer);
      held.update(answer.update);
      session.refresh();
      session.say(sentenceOf(answer.message));
      follow();
    }
    // The open row after rows changed under it.
    function follow() {
      const { work } = session;
      if (!work) return;
      const row = held.row(work.table, work.key);
      if (work.key && !row) {
        if (!work.changed) return void session.close();
        session.warn(`${work.key} is no longer in the dossier; saving the form adds it again.`);
        work.key = null;
      } else if (row && work.changed) {
        merged(work, row);
      } else if (row) {
        work.cells = { ...row.cells };
        if (work.table === "claims") work.place = row.start === null ? null : { start: row.start, end: row.end };
      }
      if (row) work.base = row.cells;
      work.id = identity(work);
      session.refresh();
      session.form.refresh();
      work.checkLater();
    }
    // What somebody else saved meanwhile is taken, but for cells that were changed here as well.
    function merged(work, row) {
      const both = [];
      for (const [name, cell] of Object.entries(row.cells)) {
        const [before, own] = [work.base?.[name] ?? "", work.cells[name] ?? ""];
        if (cell === before || cell === own) continue;
        if (own === before) work.cells[name] = cell;
        else both.push(`${held.column(work.table, name)?.label ?? name}: “${held.shown(work.table, name, cell)}”`);
      }
      if (both.length) session.warn(`Meanwhile saved, and replaced if you save: ${both.join("; ")}`);
    }
    async function reload() {
      const answer = await ask({ type: "reload" });
      if (answer.type !== "state") return void refused(answer);
      session.warn("");
      unsaved.clear();
      session.take(answer);
      session.say("Loaded again.");
    }
    return { earlier, begun, added, forget, changed, keepAll, coin, save, review, remove, undo, reload, follow, identity };
  }
