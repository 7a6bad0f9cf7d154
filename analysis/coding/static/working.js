  // The row that is open: how it is kept as a draft, checked, saved, reviewed and undone. An answer
  // that comes after another row was opened brings the list up to date and leaves the form alone.
  const KEEP_MS = 300;
  const CHECK_MS = 250;
  function worker(session) {
    const { held, ask } = session;
    const current = (work) => session.work === work;
    const rows = (work) => work.more.map(({ table, cells }) => ({ table, cells }));
    const request = (work) => ({ table: work.table, key: work.key, draft: work.draft, cells: { ...work.cells }, more: rows(work) });
    const identity = (work) => (work.key ? `${work.table}/${work.key}` : work.draft ? `draft/${work.draft}` : "new");

    function begun({ table, key = null, draft = null, cells, place = null, more = [], ...rest }) {
      const form = held.form(table);
      const entries = more.map((one) => ({ ...one, key: one.cells[held.form(one.table).key], byHand: true, column: one.column ?? form.columns.find((column) => column.table === one.table && listed(cells[column.name]).includes(one.cells[held.form(one.table).key]))?.name })).filter(({ column }) => column);
      const work = { table, key, draft, cells: { ...cells }, place, more: entries, changed: Boolean(draft), dirty: false, keeping: false, kept: Promise.resolve(), ...rest };
      work.keepLater = debounced(() => keep(work), KEEP_MS);
      work.checkLater = debounced(() => check(work), CHECK_MS);
      return work;
    }
    function changed(work) {
      work.changed = true;
      work.dirty = true;
      work.keepLater();
      work.checkLater();
    }
    // One draft at a time is on its way: the first answer brings the name of the draft.
    function keep(work, atOnce = false) {
      work.keepLater.cancel();
      if (!work.dirty) return work.kept;
      if (work.keeping && !atOnce) {
        work.again = true;
        return work.kept;
      }
      work.dirty = false;
      work.keeping = true;
      work.kept = ask({ type: "draft", ...request(work) }).then((answer) => {
        work.keeping = false;
        if (answer.type !== "drafted") return refused(answer);
        work.draft = answer.draft;
        took(answer, work);
        if (!work.again) return null;
        work.again = false;
        return keep(work);
      });
      return work.kept;
    }
    // What an answer changes; the open row is shown anew where it is the one that was meant.
    function took(answer, work) {
      held.update(answer.update);
      if (work) work.id = identity(work);
      session.refresh();
      if (work && current(work)) session.form.refresh();
    }
    async function check(work) {
      const answer = await ask({ type: "check", table: work.table, key: work.key, cells: { ...work.cells }, more: rows(work) });
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
      if (answer.type === "changed") {
        session.warn(answer.message, [["Load again", reload]]);
      } else {
        if (work && current(work) && answer.problems?.length) session.form.complain(answer.problems);
        session.warn(answer.message ?? (answer.problems?.length ? "Not saved: see what is said at the fields." : "That was refused."));
      }
      return false;
    }
    async function save() {
      const { work } = session;
      if (!work) return false;
      session.form.settle();
      session.form.touch();
      const unsent = work.dirty;
      Object.assign(work, { dirty: false, again: false });
      work.keepLater.cancel();
      await work.kept;
      const sent = request(work);
      const answer = await ask({ type: "save", ...sent });
      if (answer.type !== "saved") {
        work.dirty ||= unsent;
        keep(work); // what cannot be saved is not lost
        return refused(answer, work);
      }
      work.key = answer.key ?? work.key;
      work.draft = null;
      work.more = work.more.filter((entry) => !sent.more.some(({ cells }) => cells === entry.cells));
      held.update(answer.update);
      settled(work, sent.cells);
      session.warn("");
      session.say(`Saved ${work.key}.`);
      return true;
    }
    // After a step of the kernel, the open row is as saved, but for what was typed meanwhile.
    function settled(work, sent) {
      const row = held.row(work.table, work.key);
      const typed = Object.keys(work.cells).filter((name) => work.cells[name] !== sent[name]);
      if (row) work.cells = { ...row.cells, ...Object.fromEntries(typed.map((name) => [name, work.cells[name]])) };
      if (row && row.start !== undefined && row.start !== null) work.place = { start: row.start, end: row.end };
      work.changed = typed.length > 0;
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
      if (verdict === "accepted" && (work.changed || work.draft)) {
        await save();
        return;
      }
      const next = session.beside(({ review: state, id }) => state === "proposed" && id !== work.id);
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
    async function discard(work) {
      work.keepLater.cancel();
      Object.assign(work, { dirty: false, again: false });
      await work.kept;
      const answer = await ask({ type: "discard", draft: work.draft });
      if (answer.type !== "discarded") return void refused(answer, work);
      held.update(answer.update);
      gone(work, "Draft discarded.");
      if (work.key && held.row(work.table, work.key)) session.openId(`${work.table}/${work.key}`);
    }
    async function removed(work) {
      const answer = await ask({ type: "remove", table: work.table, key: work.key });
      if (answer.type !== "saved") return void refused(answer, work);
      held.update(answer.update);
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
      session.say("Undone.");
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
      } else if (row && !work.changed) {
        work.cells = { ...row.cells };
        if (work.table === "claims") work.place = row.start === null ? null : { start: row.start, end: row.end };
      }
      work.id = identity(work);
      session.refresh();
      session.form.refresh();
      work.checkLater();
    }
    async function reload() {
      const answer = await ask({ type: "reload" });
      if (answer.type !== "state") return void refused(answer);
      session.warn("");
      session.take(answer);
      session.say("Loaded again.");
    }
    return { begun, changed, keep, check, coin, save, review, remove, undo, reload, follow, refused, identity };
  }
