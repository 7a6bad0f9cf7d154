  // Two coders' claims gone through one by one. It knows no kernel, only a channel.
  const WHOLE = "";
  const KEYS_OF_DECIDING = [
    ["1 2", "The value of the first or of the second coder; of a claim of one coder: keep it, or leave it out"],
    ["0", "Neither: the cell stays empty"],
    ["3", "Type another value"],
    ["f s", "All values of the first, or of the second coder"],
    ["Enter", "Takes the choice that has the focus; elsewhere, goes to the next that is not decided"],
    ["n p", "Next, previous"],
    ["↑ ↓ ← →", "Walk through what can be chosen"],
    ["u", "Undo the last decision"],
    ["m", "Write the merged claims"],
  ];

  function view(el, channel) {
    let state = null;
    let at = 0;
    let active = 0; // row of the item that keys act on
    let rows = [];
    const title = element("h3", { dir: "auto" });
    const meter = element("progress", { max: 1, value: 0, "aria-label": "Decisions made" });
    const said = element("p", { className: "dossier-coder-said", role: "status" });
    const undoButton = button("Undo", () => undo(), { key: "u" });
    const mergeButton = button("Merge", () => merge(false), { key: "m", className: "dossier-coder-main" });
    const problems = element("ul", { className: "dossier-coder-problems" });
    const bar = element("div", { className: "dossier-coder-bar", role: "alert" });
    const place = element("select", { "aria-label": "Go to" });
    const body = element("div", { className: "dossier-disagreements-item" });
    const keys = element("details", { className: "dossier-disagreements-keys" }, element("summary", { textContent: "Keys" }),
      element("dl", {}, ...KEYS_OF_DECIDING.flatMap(([key, does]) => [element("dt", {}, element("kbd", { textContent: key })), element("dd", { textContent: does })])));
    const next = button("Next to decide", () => toNextOpen(), { className: "dossier-coder-main" });
    const node = element("section", { className: "dossier-coder dossier-disagreements", tabIndex: -1, "aria-label": "Disagreements of two coders", "data-lm-suppress-shortcuts": "true" },
      element("header", { className: "dossier-coder-top" }, title, meter, said, undoButton, mergeButton), problems, bar,
      element("nav", { className: "dossier-disagreements-places" }, button("Previous", () => go(at - 1), { key: "p" }), place, button("Next", () => go(at + 1), { key: "n" })), body,
      element("footer", {}, next), keys);
    const { send, ask, end } = asker(channel, {
      arrived: (message) => message.type === "state" && take(message),
      silent: () => warn("The kernel has not answered. What was chosen since then may not be kept; wait, or run the cell again."),
      answered: () => bar.textContent.startsWith("The kernel has not") && warn(""),
    });

    // What the kernel says
    function take(message) {
      const first = state === null;
      state = message;
      title.textContent = `Disagreements of ${state.names[0]} and ${state.names[1]}`;
      title.title = state.title;
      problems.replaceChildren(...state.problems.map((text) => words("li", "", text)));
      at = Math.min(first ? Math.max(0, nextOpen(-1)) : at, Math.max(0, state.items.length - 1));
      progressed(state);
      draw();
    }
    function progressed({ left, undo: steps }) {
      Object.assign(state, { left, undo: steps });
      const every = state.items.reduce((sum, item) => sum + keysOf(item).length, 0);
      meter.max = Math.max(1, every);
      meter.value = every ? every - left : 1;
      said.textContent = every ? `${(every - left).toLocaleString("en")} of ${every.toLocaleString("en")} decided` : "Nothing differs";
      undoButton.disabled = !steps;
      mergeButton.disabled = left > 0;
      next.hidden = !left;
      place.replaceChildren(...state.items.map((item, number) => element("option", { value: String(number), textContent: `${isDone(number) ? "✓ " : ""}${number + 1} of ${state.items.length}: ${placed(item)}, ${about(item)}` })));
      place.value = String(at);
    }
    const keysOf = (item) => (item.columns.length ? item.columns.map(({ column }) => column) : [WHOLE]);
    const isDone = (number) => keysOf(state.items[number]).every((key) => key in state.decided[number]);
    const placed = ({ paragraph }) => (paragraph ? `paragraph ${paragraph}` : "headline");
    const label = (column) => state.form[column].label;
    const about = (item) => (item.columns.length ? item.columns.map(({ column }) => label(column).toLowerCase()).join(", ") : `claim of ${state.names[item.ids[0] === null ? 1 : 0]} alone`);
    function nextOpen(from) {
      const count = state.items.length;
      for (let step = 1; step <= count; step += 1) {
        const number = (from + step + count) % count;
        if (!isDone(number)) return number;
      }
      return -1;
    }

    // One item
    function draw({ focus = false } = {}) {
      const item = state.items[at];
      rows = [];
      place.value = String(at);
      if (!item) {
        body.replaceChildren(element("p", { textContent: "The two coders differ in nothing. Merge writes their claims." }));
        return;
      }
      const where = placed(item);
      const heading = element("h4", { textContent: `${where[0].toUpperCase()}${where.slice(1)}: ${item.columns.length ? "words that both marked" : about(item)}` });
      rows = item.columns.length ? item.columns.map((one) => valueRow(one)) : [wholeRow(item)];
      const alike = element("details", {}, element("summary", { textContent: item.columns.length ? "What both say alike" : "What the claim says" }),
        element("dl", {}, ...item.same.flatMap(([name, value]) => [element("dt", { textContent: name }), words("dd", "", value)])));
      alike.open = !item.columns.length;
      alike.hidden = !item.same.length;
      body.replaceChildren(heading, passageOf(item), statementsOf(item), ...rows.map((row) => row.node), alike);
      active = Math.max(0, rows.findIndex((row) => !(row.key in state.decided[at])));
      show();
      if (focus) rows[active].focus();
    }
    function passageOf({ passage, quotes }) {
      const quote = element("blockquote", { dir: "auto" });
      if (!passage) {
        quote.textContent = `“${[...new Set(quotes.filter(Boolean))].join("” / “")}”`;
        return quote;
      }
      const points = Array.from(passage.text); // spans are in code points
      const spans = passage.spans.map((span) => span ?? [0, 0]);
      const edges = [...new Set([0, ...spans.flat(), points.length])].sort((a, b) => a - b);
      for (let edge = 0; edge + 1 < edges.length; edge += 1) {
        const text = points.slice(edges[edge], edges[edge + 1]).join("");
        const whose = ["first", "second"].filter((_, who) => spans[who][0] <= edges[edge] && edges[edge] < spans[who][1]);
        quote.append(whose.length ? element("mark", { className: whose.map((who) => `dossier-disagreements-${who}`).join(" "), textContent: text }) : text);
      }
      const legend = element("p", { className: "dossier-disagreements-legend" }, ...["first", "second"].map((who, number) => passage.spans[number] && element("mark", { className: `dossier-disagreements-${who}`, textContent: `marked by ${state.names[number]}` })));
      return element("div", {}, quote, legend);
    }
    function statementsOf({ statements }) {
      const alike = statements[0] === statements[1];
      if (alike) return element("dl", {}, element("dt", { textContent: "Statement of both" }), words("dd", "", statements[0]));
      return element("dl", {}, ...statements.flatMap((text, who) => (text ? [words("dt", "", `Statement of ${state.names[who]}`), words("dd", "", text)] : [])),
        ...(statements.every(Boolean) ? [element("dt", { textContent: "Merged" }), words("dd", "", `in the words of ${state.names[0]}`)] : []));
    }
    function rowOf(key, name, choices, more = []) {
      const problem = element("p", { className: "dossier-coder-problem", role: "alert" });
      const buttons = choices.map(([choice, text, hint, shown]) => {
        const made = button("", () => decide({ [key]: choice }, row), { className: "dossier-disagreements-choice" });
        made.append(element("kbd", { textContent: hint, "aria-hidden": "true" }), ...(shown ? [words("span", "dossier-disagreements-who", shown)] : []), words("span", "", text));
        made.dataset.choice = choice;
        made.setAttribute("aria-keyshortcuts", hint);
        return made;
      });
      const heading = element("h5", { textContent: name, id: unique("of") });
      const group = element("div", { role: "group", "aria-labelledby": heading.id, className: "dossier-disagreements-choices" }, ...buttons, ...more);
      const row = { key, buttons, problem, node: element("div", { className: "dossier-disagreements-row" }, heading, group, problem), focus: () => (buttons.find((one) => one.ariaPressed === "true") ?? buttons[0]).focus() };
      row.node.addEventListener("focusin", () => {
        active = rows.indexOf(row);
      });
      return row;
    }
    function wholeRow(item) {
      const who = state.names[item.ids[0] === null ? 1 : 0];
      return rowOf(WHOLE, `Only ${who} has this claim`, [["keep", "Keep it", "1"], ["leave out", "Leave it out", "2"]]);
    }
    function valueRow({ column, words: shown }) {
      const { words: vocabulary, table, required } = state.form[column];
      const other = typedField(column, vocabulary, state.options[table]);
      const choices = [["first", shown[0], "1", state.names[0]], ["second", shown[1], "2", state.names[1]]];
      const row = rowOf(column, label(column), [...choices, ...(required ? [] : [["neither", "Neither", "0"]])], [other.node]);
      const commit = () => {
        const value = other.field.value.trim();
        if (value && value !== other.kept) decide({ [column]: { value } }, row);
      };
      other.field.addEventListener("change", commit);
      return Object.assign(row, { other, vocabulary, options: state.options[table] });
    }
    function typedField(column, vocabulary, options) {
      const name = `Another value of ${label(column).toLowerCase()}`;
      if (vocabulary) {
        const field = element("select", { "aria-label": name }, element("option", { value: "", textContent: "Another…" }), ...vocabulary.map(({ word, label: text, definition }) => element("option", { value: word, textContent: text, title: definition })));
        return { field, node: field, kept: "" };
      }
      const several = ["ids", "list"].includes(state.form[column].kind);
      const list = options && element("datalist", { id: unique("names") }, ...options.map(([, text]) => element("option", { value: text })));
      const field = element("input", { type: "text", "aria-label": name, placeholder: several ? "Another… (several: |)" : "Another…", list: list?.id, dir: "auto" });
      return { field, node: element("span", {}, field, list), kept: "" };
    }
    // A decision is shown in place, so that the focus stays where it is.
    function show() {
      for (const row of rows) {
        const choice = state.decided[at][row.key];
        for (const one of row.buttons) one.ariaPressed = String(one.dataset.choice === choice);
        row.node.classList.toggle("dossier-disagreements-done", choice !== undefined);
        if (!row.other) continue;
        const { field } = row.other;
        const value = choice?.value ?? "";
        const named = (part) => row.options?.find(([id]) => id === part)?.[1] ?? part;
        row.other.kept = row.vocabulary ? value : listed(value).map(named).join("|");
        field.value = row.other.kept;
        field.classList.toggle("dossier-disagreements-typed", value !== "");
      }
    }

    // What can be done
    function go(number, { focus = true } = {}) {
      if (!state.items.length) return;
      at = Math.min(state.items.length - 1, Math.max(0, number));
      draw({ focus });
    }
    function toNextOpen() {
      const number = nextOpen(at);
      if (number < 0) mergeButton.focus();
      else go(number);
    }
    // What is chosen is shown at once, and taken back where the kernel refuses it.
    async function decide(choices, row = null) {
      const item = at;
      const before = state.decided[item];
      const typed = Object.values(choices).some((choice) => typeof choice === "object");
      if (!typed) {
        state.decided[item] = { ...before, ...choices };
        show();
        onwards();
      }
      const answer = await ask({ type: "decide", item, choices });
      if (answer.type !== "decided") {
        if (!typed) {
          state.decided[item] = before;
          if (item === at) show();
        }
        refused(answer, item === at ? row : null);
        return;
      }
      state.decided[item] = answer.choices;
      progressed(answer);
      warn("");
      if (item !== at) return;
      for (const one of rows) one.problem.textContent = "";
      show();
      if (typed || !state.left) onwards();
    }
    function onwards() {
      const open = rows.find((row) => !(row.key in state.decided[at]));
      if (open) open.focus();
      else if (nextOpen(at) >= 0) next.focus();
      else mergeButton.focus();
    }
    function refused(answer, row) {
      if (answer.type === "changed") warn(sentenceOf(answer.message), [["Load again", reload]]);
      else if (row) {
        row.problem.textContent = sentenceOf(answer.message);
        if (row.other) row.other.field.focus();
      } else warn(sentenceOf(answer.message));
    }
    async function undo() {
      const answer = await ask({ type: "undo" });
      if (answer.type !== "undone") return void refused(answer, null);
      state.decided[answer.item] = answer.choices;
      at = answer.item;
      progressed(answer);
      warn("");
      draw({ focus: true });
    }
    async function merge(replace) {
      if (state.left) return void warn(`${state.left.toLocaleString("en")} to be decided before claims can be merged.`);
      const answer = await ask({ type: "merge", replace });
      if (answer.type === "exists") warn(answer.message, [["Replace", () => merge(true)], ["Leave it", () => warn("")]]);
      else if (answer.type === "merged") warn(answer.message);
      else refused(answer, null);
    }
    async function reload() {
      const answer = await ask({ type: "reload" });
      if (answer.type !== "state") return void refused(answer, null);
      warn("");
      take(answer);
      node.focus({ preventScroll: true });
    }
    function warn(text, actions = []) {
      const within = bar.contains(document.activeElement);
      bar.replaceChildren(...(text ? [words("p", "", text), ...actions.map(([name, act]) => button(name, act))] : []));
      if (actions.length) bar.querySelector("button").focus();
      else if (within) node.focus({ preventScroll: true });
    }

    // Keys
    function all(choice) {
      const item = state.items[at];
      if (item?.columns.length) decide(Object.fromEntries(item.columns.map(({ column }) => [column, choice])), rows[active]);
    }
    function choose(hint) {
      const row = rows[active];
      const button = row?.buttons.find((one) => one.getAttribute("aria-keyshortcuts") === hint);
      if (button) button.click();
      else if (row?.other) row.problem.textContent = `${label(row.key)} needs a value: press 1 or 2, or 3 to type another.`;
    }
    function step(rowBy, buttonBy) {
      const row = rows[Math.min(rows.length - 1, Math.max(0, active + rowBy))];
      if (!row) return;
      if (rowBy || !row.buttons.includes(document.activeElement)) row.focus();
      else {
        const number = row.buttons.indexOf(document.activeElement) + buttonBy;
        (row.buttons[number] ?? document.activeElement).focus();
      }
    }
    const acts = {
      ...Object.fromEntries(["0", "1", "2"].map((hint) => [hint, () => choose(hint)])),
      3: () => rows[active]?.other?.field.focus(),
      f: () => all("first"),
      s: () => all("second"),
      n: () => go(at + 1),
      p: () => go(at - 1),
      u: () => undo(),
      m: () => merge(false),
      Enter: () => toNextOpen(),
      ArrowUp: () => step(-1, 0),
      ArrowDown: () => step(1, 0),
      ArrowLeft: () => step(0, -1),
      ArrowRight: () => step(0, 1),
    };
    node.addEventListener("keydown", (event) => {
      event.stopPropagation(); // the notebook has keys of its own
      if (event.isComposing || event.defaultPrevented || !state) return;
      if (event.key === "Escape") {
        if (rows[active]) rows[active].focus();
        else node.focus();
        return;
      }
      const field = rows.find((row) => row.other?.field === event.target)?.other.field;
      if (event.target.matches("input, select")) {
        if (event.key === "Enter" && field?.matches("input")) field.dispatchEvent(new Event("change"));
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey) {
        if (event.key.toLowerCase() === "z" && !event.altKey) event.preventDefault(), undo();
        return;
      }
      if (event.key === "Enter" && event.target.matches("button, summary")) return; // it is pressed
      const act = acts[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    });
    place.addEventListener("change", () => go(Number(place.value), { focus: false }));
    el.append(node);
    send({ type: "open" });
    return () => {
      end();
      node.remove();
    };
  }

  const widget = {
    render({ model, el }) {
      return view(el, channelOf(model));
    },
  };
