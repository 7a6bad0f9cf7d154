  // The view: article, list and form of one dossier, and the messages between them and the kernel.
  // `opened` is called with the key of the row that is open, and with its form or card.
  function view(el, channel, { readOnly = false, opened = () => {} } = {}) {
    const held = stock();
    let spots = places("");
    let layers = [];
    let moving = false;
    let newest = 0;
    const session = { held, readOnly, work: null, form: null };

    const title = element("h3", { dir: "auto" });
    const waiting = element("span", { className: "dossier-coder-waiting" });
    const said = element("p", { className: "dossier-coder-said", role: "status" });
    const bar = element("div", { className: "dossier-coder-bar", role: "status" });
    const problems = element("ul", { className: "dossier-coder-problems", hidden: true });
    const here = element("div", { className: "dossier-coder-here", role: "group", "aria-label": "Claims on these words", hidden: true });
    const slot = element("div", { className: "dossier-coder-slot" });
    const right = element("div", { className: "dossier-coder-right" });
    const pane = articlePane({ readOnly, selected: (found) => (readOnly ? null : moving ? move(found) : code(found)), clicked: at });
    const list = claimList({ held, readOnly, choose: (item) => open(item) });
    right.append(list.node, slot);
    const help = helpPanel(readOnly, () => showHelp(false));
    const codeButton = button("Code selection", () => enter(), { key: "Enter", title: "Code the selected words" });
    const undoButton = button("Undo", () => worked.undo(), { key: "Control+Z", title: "Undo the last saved step" });
    const helpButton = button("?", () => showHelp(help.node.hidden), { title: "Keys (?)", "aria-label": "Keys", "aria-keyshortcuts": "?" });
    // The selection is lost once the button has the focus.
    codeButton.addEventListener("mousedown", (event) => event.preventDefault());
    const node = element("section", { className: `dossier-coder${readOnly ? " dossier-coder-read-only" : ""}`, "data-lm-suppress-shortcuts": "true" },
      element("header", { className: "dossier-coder-top" }, title, waiting, said, ...(readOnly ? [] : [codeButton, undoButton]), helpButton),
      problems, bar,
      element("div", { className: "dossier-coder-columns" },
        element("div", { className: "dossier-coder-left" }, pane.node, here),
        right),
      help.node);

    const { ask, send, end } = asker(channel, {
      arrived(message) {
        if (message.type === "state") return take(message);
        held.update(message.update);
        return message.update && refresh();
      },
      silent: () => warn("The kernel does not answer. What is in the form stays here; save again when the kernel is back."),
      answered: () => bar.classList.contains("dossier-coder-silent") && warn(""),
    });
    Object.assign(session, {
      ask, refresh, take, warn, close, question, openId,
      say: (text) => {
        said.textContent = text;
      },
      wordsOf: (place) => (place ? pane.slice(spots.unit(place.start), spots.unit(place.end)) : ""),
      beside(passes) {
        const items = list.items();
        const at = items.findIndex(({ id }) => id === session.work?.id);
        return [...items.slice(at + 1), ...items.slice(0, Math.max(at, 0))].find(passes);
      },
    });
    const worked = worker(session);
    session.acts = {
      ...worked, move: () => move(), from,
      here: () => move({ start: spots.unit(session.work.place.start), end: spots.unit(session.work.place.end) }),
      amend: () => session.form?.focus(),
      openKey: (key) => openId(`claims/${key}`),
      openRow: (table, key) => openRow(table, key),
    };

    // Rows and their places
    function take(state) {
      const first = held.state.text === null;
      const rewritten = state.text !== held.state.text || first;
      held.take(state);
      if (rewritten) {
        spots = places(state.text ?? "");
        pane.write(state.text ?? "", (state.paragraphs ?? []).map(([start, end]) => [spots.unit(start), spots.unit(end)]));
      }
      pane.node.hidden = state.text === null;
      title.textContent = state.title ?? "";
      node.setAttribute("aria-label", `${readOnly ? "Claims in" : "Coding"} ${state.title ?? "an article"}`);
      problems.hidden = !state.problems?.length;
      const told = (state.problems ?? []).map((text) => words("li", "", sentenceOf(text)));
      problems.replaceChildren(...told, ...(readOnly || !told.length ? [] : [element("li", {}, button("Load again", () => worked.reload()))]));
      refresh();
      if (session.work) worked.follow();
    }
    function refresh() {
      list.refresh();
      const { undo, waiting: proposals } = held.state;
      waiting.textContent = proposals ? `${proposals} proposal${proposals === 1 ? "" : "s"} waiting` : "";
      if (!undo && document.activeElement === undoButton) pane.node.focus({ preventScroll: true });
      undoButton.disabled = !undo;
      layers = held.items().filter(({ table, start, look }) => table === "claims" && start !== null && look !== "rejected").map(({ id, start, end, look }) => ({ id, look, start: spots.unit(start), end: spots.unit(end) }));
      draw();
    }
    function draw() {
      const { work } = session;
      pane.draw(layered(layers, work?.place && { start: spots.unit(work.place.start), end: spots.unit(work.place.end) }));
      list.mark(work?.id ?? null);
    }

    // The open row
    function leave() {
      if (session.work && !readOnly) worked.keepAll(session.work);
      session.form?.end();
      if (moving) stopMoving();
      bar.querySelector(".dossier-coder-question") && warn("");
    }
    function begin(work, { show = true, focus = false } = {}) {
      const within = slot.contains(document.activeElement);
      leave();
      newest += 1; // words that were selected before this do not open any more
      held.pend([]);
      session.work = Object.assign(work, { id: worked.identity(work) });
      session.form = (readOnly ? cardOf : formOf)(session, work);
      slot.replaceChildren(session.form.node);
      right.classList.add("dossier-coder-open");
      opened(work.table === "claims" ? work.key : null, session.form.node);
      slot.scrollTop = 0;
      here.hidden = true;
      draw();
      if (show && work.place) pane.show(spots.unit(work.place.start));
      if (focus || within) session.form.focus();
      if (readOnly) return;
      session.form.offer(work.offers);
      worked.coin(work);
      work.checkLater();
    }
    function open(item, options) {
      const row = held.row(item.table, item.key);
      const draft = held.draft(item.draft);
      if (session.work?.id === item.id) {
        if (options?.focus) session.form.focus();
        else if (item.start !== null && options?.show !== false) pane.show(spots.unit(item.start));
        return;
      }
      const place = item.start === null ? null : { start: item.start, end: item.end };
      begin(worked.earlier(item.id) ?? worked.begun({ table: item.table, key: row?.key ?? null, base: row?.cells, draft: item.draft, cells: { ...row?.cells, ...draft?.cells }, place }), options);
    }
    function openId(id, options) {
      const item = held.items().find((one) => one.id === id);
      if (item) open(item, options);
      return item;
    }
    function openRow(table, key) {
      if (openId(`${table}/${key}`, { focus: true })) return;
      const row = held.row(table, key);
      const claim = held.row("claims", row.cells.claim_id);
      begin(worked.begun({ table, key, base: row.cells, cells: row.cells, place: claim?.start === null || !claim ? null : { start: claim.start, end: claim.end } }), { focus: true });
    }
    function close() {
      const within = slot.contains(document.activeElement) || bar.contains(document.activeElement);
      leave();
      session.work = null;
      session.form = null;
      slot.replaceChildren();
      right.classList.remove("dossier-coder-open");
      opened(null, null);
      draw();
      if (within) pane.node.focus({ preventScroll: true });
    }

    // Words of the article
    async function code({ start, end }) {
      const asked = (newest += 1);
      const answer = await ask({ type: "select", start: spots.point(start), end: spots.point(end) });
      if (asked !== newest) return;
      if (answer.type !== "selected") return void session.say(sentenceOf(answer.message));
      const { cells, offers, overlaps } = answer;
      const empty = Object.fromEntries(held.form("claims").columns.map(({ name }) => [name, ""]));
      begin(worked.begun({ table: "claims", cells: { ...empty, ...texts(cells) }, place: placeOf(cells), offers, overlaps }), { show: false, focus: true });
    }
    const texts = (cells) => Object.fromEntries(Object.entries(cells).map(([name, value]) => [name, String(value ?? "")]));
    const placeOf = ({ start, end }) => ({ start: Number(start), end: Number(end) });
    async function move(found = pane.selection()) {
      const { work } = session;
      if (!work || work.table !== "claims") return;
      if (!found || found.start === found.end) {
        moving = true;
        warn("Select the words that the claim belongs to. Escape leaves it where it is.");
        pane.node.focus({ preventScroll: true });
        return;
      }
      stopMoving();
      const answer = await ask({ type: "select", start: spots.point(found.start), end: spots.point(found.end) });
      if (answer.type !== "selected") return void session.say(sentenceOf(answer.message));
      Object.assign(work.cells, texts(answer.cells));
      Object.assign(work, { place: placeOf(answer.cells), offers: answer.offers, overlaps: answer.overlaps });
      worked.changed(work);
      if (session.work !== work) return;
      session.form.refresh();
      session.form.offer(work.offers);
      draw();
      session.say("Moved; not saved yet.");
    }
    function stopMoving() {
      moving = false;
      warn("");
    }
    // A claim asserts a tie or a transfer: what is known of it is filled in.
    async function from(table) {
      const { work } = session;
      if (work?.table !== "claims" || !held.form(table)) return;
      if ((work.changed || !work.key) && !(await worked.save())) return;
      if (session.work !== work) return;
      const { speaker, targets, subjects, weapons, said_on: day } = work.cells;
      const [own, about] = [held.row("actors", speaker)?.cells.affiliation || speaker, listed(subjects)];
      // Who reports what is between others, and addresses nobody, is not a party to it.
      const party = targets || about.length < 2 || about.includes(own) ? own : about[0];
      const other = [...listed(targets), ...about].find((id) => id !== party && id !== speaker) ?? "";
      const known = { basis: "claim", claim_id: work.key, source: party, target: other, supplier: party, recipient: other, weapon_id: listed(weapons)[0] ?? "", start: day ?? "" };
      const cells = Object.fromEntries(held.form(table).columns.map(({ name }) => [name, known[name] ?? ""]));
      begin(worked.begun({ table, cells, place: work.place }), { show: false, focus: true });
    }
    // A click where claims share words opens the shortest, and the next one when it is repeated.
    function at(unit) {
      const found = layers.filter(({ start, end }) => start <= unit && unit <= end && start < end).sort((a, b) => a.end - a.start - (b.end - b.start));
      const inside = found.filter(({ start, end }) => start < unit && unit < end);
      const these = inside.length ? inside : found;
      if (!these.length) {
        here.hidden = true;
        return false;
      }
      const next = these[(these.findIndex(({ id }) => id === session.work?.id) + 1) % these.length];
      openId(next.id, { show: false });
      offerHere(these);
      return true;
    }
    function offerHere(these) {
      here.hidden = these.length < 2;
      if (here.hidden) return;
      const items = new Map(held.items().map((item) => [item.id, item]));
      here.replaceChildren(element("span", { textContent: `${these.length} claims here:` }), ...these.map(({ id }) => {
        const { key, cells } = items.get(id);
        const one = button(held.nameOf("actors", cells.speaker) || key || "draft", () => {
          openId(id, { show: false });
          offerHere(these);
          here.querySelector("[aria-pressed=true]").focus();
        }, { title: cells.statement, dir: "auto", "aria-pressed": String(session.work?.id === id) });
        return one;
      }));
    }

    // What is said, and asked
    function warn(text, actions = []) {
      bar.className = `dossier-coder-bar${text.startsWith("The kernel") ? " dossier-coder-silent" : ""}`;
      const within = bar.contains(document.activeElement);
      bar.replaceChildren(...(text ? [words("p", "", text), ...actions.map(([label, act]) => button(label, act)), ...(actions.length ? [] : [button("×", () => {
        warn("");
        back();
      }, { "aria-label": "Close this message", title: "Close this message" })])] : []));
      if (within) (bar.querySelector("button") ?? pane.node).focus({ preventScroll: true });
    }
    function question(text, yes, act) {
      const from = document.activeElement;
      const leaveIt = () => {
        warn("");
        if (from?.isConnected) from.focus();
        else back();
      };
      const sure = button(yes, () => {
        if (from?.isConnected) from.focus({ preventScroll: true });
        warn("");
        act();
      });
      bar.className = "dossier-coder-bar";
      bar.replaceChildren(element("div", { className: "dossier-coder-question", role: "alertdialog", "aria-label": text }, words("p", "", text), sure, button("Keep it", leaveIt, { key: "Escape" })));
      session.unasked = leaveIt;
      sure.focus({ preventScroll: true });
    }
    function showHelp(shown) {
      help.node.hidden = !shown;
      (shown ? help.done : helpButton).focus({ preventScroll: true });
    }
    function back() {
      pane.node.focus({ preventScroll: true });
      if (!readOnly && session.work?.place) pane.put(spots.unit(session.work.place.end));
    }
    function enter() {
      const found = pane.selection();
      if (found && found.start < found.end) {
        if (moving) move(found);
        else code(found);
      } else if (found && at(found.start)) session.form.focus();
    }

    const keyed = {
      save: () => (readOnly ? false : (worked.save(), true)),
      undo: () => (readOnly ? false : (worked.undo(), true)),
      accept: () => (readOnly ? false : (worked.review("accepted"), true)),
      reject: () => (readOnly ? false : (worked.review("rejected"), true)),
      amend: () => (readOnly ? false : (session.form?.focus(), true)),
      move: () => (readOnly ? false : (move(), true)),
      tie: () => (readOnly ? false : (from("ties"), true)),
      transfer: () => (readOnly ? false : (from("transfers"), true)),
      remove: () => (readOnly ? false : (worked.remove(), true)),
      filter: () => (readOnly ? false : (list.filter.focus(), true)),
      search: () => (list.search.focus(), true),
      help: () => (showHelp(help.node.hidden), true),
      step: (by) => (list.step(by), true),
      escape() {
        if (!help.node.hidden) showHelp(false);
        else if (bar.querySelector(".dossier-coder-question")) session.unasked();
        else if (moving) stopMoving();
        else if (document.activeElement !== pane.node) back();
        else return false;
        return true;
      },
      enter(target) {
        if (target === pane.node && !readOnly) enter();
        else if (target === list.list && session.form) session.form.focus();
        else return false;
        return true;
      },
    };
    node.addEventListener("keydown", (event) => {
      if (!event.defaultPrevented && pressed(event, keyed) !== false) event.preventDefault();
      event.stopPropagation(); // the notebook has keys of its own
    });

    const flush = () => {
      if (session.work && !readOnly) worked.keepAll(session.work, true);
    };
    const hidden = () => document.visibilityState === "hidden" && flush();
    document.addEventListener("visibilitychange", hidden);
    addEventListener("beforeunload", flush);
    el.append(node);
    send({ type: "open" });
    const remove = () => {
      flush();
      session.form?.end();
      document.removeEventListener("visibilitychange", hidden);
      removeEventListener("beforeunload", flush);
      pane.end();
      end();
      node.remove();
    };
    remove.choose = (key) => Boolean(openId(`claims/${key}`));
    return remove;
  }

  const widget = {
    render({ model, el }) {
      return view(el, channelOf(model), { readOnly: model.get("read_only") });
    },
  };
