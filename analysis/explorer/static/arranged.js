  // Switches in groups, buttons that set several, and switches that others imply.
  const IMPLIED = " (implied)";
  const boundTo = (inputs, key) => inputs.querySelector(`:is([name="${CSS.escape(key)}"], [id="${CSS.escape(key)}"])`);

  function inGroups(inputs, groups) {
    for (const [legend, keys] of groups) {
      const binds = keys.map((key) => boundTo(inputs, key)?.closest(".vega-bind")).filter(Boolean);
      inputs.append(element("fieldset", { className: "dossier-group" }, element("legend", { textContent: legend }), ...binds));
    }
  }

  // The buttons say which of them is what the figure shows now.
  function presets(before, view, listed) {
    if (!listed.length) return () => {};
    const buttons = listed.map(([label, values]) =>
      button(label, () => {
        for (const [key, value] of Object.entries(values)) view.signal(key, value);
        void view.runAsync();
      }),
    );
    before.before(element("div", { className: "dossier-tools dossier-presets", role: "group", ariaLabel: "Set several at once" }, ...buttons));
    return () => {
      listed.forEach(([, values], at) => {
        buttons[at].ariaPressed = String(Object.entries(values).every(([key, value]) => same(view.signal(key), value)));
      });
    };
  }

  // A switch that others imply is ticked and disabled; its own value is as it was.
  function implying(inputs, view, implied) {
    const own = Object.keys(implied).map((key) => {
      const input = boundTo(inputs, key);
      const name = input.closest(".vega-bind").querySelector(".vega-bind-name");
      return { key, input, name, label: name.textContent.trim() };
    });
    return () => {
      for (const { key, input, name, label } of own) {
        const on = implied[key].some((cause) => view.signal(cause));
        input.disabled = on;
        input.checked = on || view.signal(key);
        name.textContent = on ? `${label}${IMPLIED}` : label;
        input.ariaLabel = name.textContent;
      }
    };
  }

  function arranged(inputs, view, arrangement) {
    if (!arrangement) return () => {};
    inGroups(inputs, arrangement.groups);
    const looks = [implying(inputs, view, arrangement.implied), presets(inputs, view, arrangement.presets)];
    return () => looks.forEach((look) => look());
  }
