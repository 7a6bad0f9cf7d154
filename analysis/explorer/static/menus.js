  // A menu offers what exists beside the values of the menus before it. Only the reader's own
  // choice in this figure moves a menu on: what other figures share is theirs to decide.
  function narrowed(inputs, view, { keys, states }) {
    const look = (move) => {
      let rest = states.map((state) => state.map(rounded));
      keys.forEach((key, at) => {
        const exists = [...new Set(rest.map((state) => JSON.stringify(state[at])))];
        for (const [input, option] of choices(inputs, view, key)) {
          input.disabled = !exists.includes(JSON.stringify(rounded(option)));
          (input.type === "radio" ? input.closest("label") : input).hidden = input.disabled;
        }
        const chosen = JSON.stringify(rounded(view.signal(key)));
        const value = move && !exists.includes(chosen) ? exists[0] : chosen;
        const options = inputs.dossierOptions?.[key] ?? [];
        if (value !== chosen) view.signal(key, options.find((option) => JSON.stringify(rounded(option)) === value) ?? JSON.parse(value));
        // Another figure may have led where this one has nothing; a reader still gets out of there.
        const beside = rest.filter((state) => JSON.stringify(state[at]) === value);
        if (beside.length) rest = beside;
        const bind = inputs.querySelector(`[name="${CSS.escape(key)}"]`)?.closest(".vega-bind");
        if (bind) bind.hidden = exists.length < 2 && at > 0;
      });
    };
    const settle = async () => {
      look(true);
      await view.runAsync();
    };
    inputs.addEventListener("input", () => setTimeout(settle)); // after Vega has heard of it
    return { look: () => look(false), settle };
  }
  function* choices(inputs, view, key) {
    const named = [...inputs.querySelectorAll(`[name="${CSS.escape(key)}"]`)];
    const found = named[0]?.matches("select") ? [...named[0].options] : named.filter((one) => one.type === "radio");
    const options = inputs.dossierOptions?.[key] ?? [];
    for (const [at, input] of found.entries()) if (at in options) yield [input, options[at]];
  }
