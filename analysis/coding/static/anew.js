  // A row of another table that the open one names, written in place and saved in the same step.
  const nameIn = (form) => form.columns.find(({ name }) => ["name", "title"].includes(name))?.name;
  function rowAnew({ held, ask, entry, beside, renamed, changed, dropped }) {
    const { table, cells } = entry;
    const form = held.form(table);
    const write = (name, value) => {
      cells[name] = value;
      if (name === form.key) {
        entry.byHand = Boolean(value);
        renamed(entry);
      } else coin();
      changed();
      check();
    };
    const fields = form.columns.map((column) => field(column, {
      held, table, cells, changed: (value) => {
        write(column.name, value);
        fieldOf(column.name).changed();
      }, adding: () => undefined,
    }));
    const fieldOf = (name) => fields.find(({ column }) => column.name === name);
    const isNeeded = ({ column }) => Boolean(column.required && column.name !== form.key);
    const isLacking = (one) => isNeeded(one) && !one.value();
    const split = (needed) => fields.filter((one) => isNeeded(one) === needed).map(({ node }) => node);
    const title = element("legend", { textContent: `New ${labelOf(table)}` });
    const node = element("fieldset", { className: "dossier-coder-anew" }, title, ...split(true),
      element("details", {}, element("summary", { textContent: "More" }), ...split(false)),
      button(`Leave this ${labelOf(table)} out`, () => dropped(entry)));
    // It is coined also when the form was left meanwhile.
    const coin = debounced(async () => {
      if (entry.byHand) return;
      const answer = await ask({ type: "ids", table, cells: { ...cells, [form.key]: "" } });
      if (answer.type !== "coined" || entry.byHand) return;
      cells[form.key] = answer.key;
      fieldOf(form.key)?.set(answer.key);
      renamed(entry);
    }, 150);
    const check = debounced(async () => {
      const answer = await ask({ type: "check", table, key: null, cells, more: beside() });
      if (answer.type === "checked") complain(answer.problems);
    }, 250);
    const complain = (problems) => {
      for (const one of fields) one.complain(problems.filter(({ column }) => column === one.column.name).map(({ text }) => text));
    };
    coin();
    coin.flush();
    check();
    return {
      node, entry,
      focus: () => (fields.find(isLacking) ?? fieldOf(nameIn(form))).input.focus(),
      complain(problems) {
        fields.forEach((one) => one.touch());
        complain(problems);
      },
      missing: () => fields.filter(isLacking).map(({ column }) => `${column.label} of the new ${labelOf(table)}`),
      end() {
        coin.flush();
        check.cancel();
      },
    };
  }
