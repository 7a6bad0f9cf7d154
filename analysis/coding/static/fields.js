  // One field of the form: its label, the control for its kind, what helps, and what is wrong.
  function field(column, { held, table, cells, changed, adding }) {
    const { name, kind, help, required } = column;
    const [id, helped, wrong] = [unique(name), unique("help"), unique("problem")];
    const described = { "aria-describedby": `${wrong} ${helped}`, "aria-required": required ? "true" : null };
    const control = controlOf(column, { id, held, table, changed, adding, described });
    const label = element("label", { htmlFor: id }, column.label, ...(required ? [" ", element("span", { className: "dossier-coder-required", textContent: "required" })] : []));
    const meaning = words("p", "dossier-coder-meaning", "");
    const [brief, further] = inTwo(help ?? "");
    const more = further ? element("details", { className: "dossier-coder-more" }, element("summary", { textContent: "More", "aria-label": `More about ${column.label}` }), element("p", { className: "dossier-coder-help", textContent: further })) : null;
    const hint = element("p", { className: "dossier-coder-help", id: helped, textContent: brief });
    const offers = element("div", { className: "dossier-coder-offers", hidden: true });
    const problem = element("p", { className: "dossier-coder-problem", id: wrong, role: "status" });
    const node = element("div", { className: "dossier-coder-field" }, label, control.node, offers, problem, meaning, hint, ...(more ? [more] : []));
    node.dataset.column = name;
    const explain = () => {
      const word = column.words?.find((one) => one.word === control.value());
      meaning.textContent = word?.definition ?? "";
      hint.hidden = Boolean(word?.definition) && kind === "word";
    };
    // What the words themselves offer, as long as it is not in the field.
    const several = ["ids", "list"].includes(kind);
    let offered = [];
    function fill(values = offered) {
      offered = values;
      const fresh = values.filter((one) => (several ? !listed(control.value()).includes(one) : !control.value()));
      offers.hidden = !fresh.length;
      offers.replaceChildren(...fresh.map((one) => {
        const words = held.shown(table, name, one);
        return button(words, () => {
          control.set(several ? [...listed(control.value()), one].join("|") : one);
          changed(control.value());
          control.input.focus();
        }, { className: "dossier-coder-offer", dir: "auto", "aria-label": `${column.label}: take “${words}” from the article` });
      }));
    }
    let touched = false;
    const touch = () => {
      touched = true;
    };
    control.input.addEventListener("blur", touch);
    control.set(cells[name] ?? "");
    explain();
    return {
      column, node,
      input: control.input,
      value: control.value,
      touch,
      settle: () => control.settle?.(),
      named: () => control.named?.(), // ids may have got a name
      set(cell) {
        control.set(cell);
        explain();
        fill();
      },
      changed() {
        explain();
        fill();
      },
      // An empty field that was not reached yet is not wrong, it is missing.
      complain(texts) {
        const quiet = !touched && !control.value();
        const said = quiet ? "" : texts.join(" ");
        if (problem.textContent !== said) problem.textContent = said;
        if (said) control.input.setAttribute("aria-invalid", "true");
        else control.input.removeAttribute("aria-invalid");
        return !control.value() && texts.length > 0;
      },
      offer: fill,
    };
  }

  // What a codebook says of a column may be long: its first sentences are always shown.
  const BRIEF = 110;
  function inTwo(help) {
    const sentences = help.split(/(?<=[.?!]) (?=\p{Lu})/u);
    let brief = sentences.shift();
    while (sentences.length && brief.length + sentences[0].length < BRIEF) brief += ` ${sentences.shift()}`;
    return [brief, sentences.join(" ")];
  }
  function controlOf(column, { id, held, table, changed, adding, described }) {
    const { name, kind, label } = column;
    if (kind === "word" || kind === "boolean") return selectOf(column, id, changed, described);
    const about = { id, label, changed, ...described };
    if (kind === "id" || kind === "ids" || (kind === "list" && column.table)) {
      return picker({
        ...about,
        several: kind !== "id",
        offered: () => [...held.names(column.table).values()],
        nameOf: (one) => held.nameOf(column.table, one),
        adding: adding(column),
      });
    }
    if (kind === "list") {
      const words = (column.words ?? []).map(({ word, label: shown, definition }) => ({ id: word, name: shown, spellings: [], about: definition }));
      return picker({ ...about, several: true, free: true, offered: () => words, nameOf: (one) => held.shown(table, name, one) });
    }
    const recurring = held.names(name);
    if (kind === "text" && recurring.size) return picker({ ...about, written: true, offered: () => [...held.names(name).values()], nameOf: (one) => one });
    return writtenOf(column, id, changed, described);
  }
  function selectOf({ kind, words: choices }, id, changed, described) {
    const input = element("select", { id, ...described }, element("option", { value: "", textContent: "–" }));
    const options = kind === "boolean" ? YES_NO.map(([word, label]) => ({ word, label })) : choices;
    for (const { word, label, definition } of options) input.append(element("option", { value: word, textContent: label, title: definition }));
    input.addEventListener("change", () => changed(input.value));
    const set = (cell) => {
      // A word that is not in the vocabulary is kept and shown, so that it can be replaced.
      if (cell && ![...input.options].some(({ value }) => value === cell)) input.append(element("option", { value: cell, textContent: `${cell} (unknown)` }));
      input.value = cell;
    };
    return { node: input, input, value: () => input.value, set };
  }
  const FORMS = { day: { placeholder: "YYYY-MM-DD", inputMode: "numeric" }, number: { inputMode: "decimal" } };
  function writtenOf({ kind }, id, changed, described) {
    const input = kind === "text" ? element("textarea", { id, rows: 1, dir: "auto", ...described }) : element("input", { id, type: "text", autocomplete: "off", ...FORMS[kind], ...described });
    input.addEventListener("input", () => changed(input.value));
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing) event.preventDefault(); // a cell is one line
    });
    return {
      node: input, input,
      value: () => input.value,
      set(cell) {
        if (input.value !== cell) input.value = cell;
      },
    };
  }
