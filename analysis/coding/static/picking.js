  // A field with completion: what is typed finds names, other spellings and ids.
  const MOST_OFFERED = 40;
  function ranked(offered, typed) {
    const sought = plain(typed.trim());
    if (!sought) return offered.slice(0, MOST_OFFERED);
    const score = ({ id, name, spellings }) => {
      const all = [name, ...spellings, id].map(plain);
      if (all.includes(sought)) return 0;
      if (all[0].startsWith(sought)) return 1;
      if (all.some((one) => one.startsWith(sought) || one.includes(` ${sought}`))) return 2;
      return all.some((one) => one.includes(sought)) ? 3 : 4;
    };
    const scored = offered.map((one) => [score(one), one]).filter(([rank]) => rank < 4);
    return scored.sort((a, b) => a[0] - b[0]).slice(0, MOST_OFFERED).map(([, one]) => one);
  }
  // `several`: many values or one, as chips. `written`: the text itself is the value.
  function picker({ id, label, several, written, free, offered, nameOf, changed, adding, ...described }) {
    const popup = element("ul", { className: "dossier-coder-popup", role: "listbox", id: unique("popup"), "aria-label": label, hidden: true });
    const input = element("input", {
      id, type: "text", role: "combobox", autocomplete: "off", spellcheck: false, dir: "auto",
      "aria-expanded": "false", "aria-controls": popup.id, "aria-autocomplete": "list", ...described,
    });
    const chips = element("span", { className: "dossier-coder-chips", role: "list", hidden: true });
    const node = element("div", { className: "dossier-coder-picker" }, chips, input, popup);
    let values = [];
    let choices = [];
    let active = -1;

    const value = () => (written ? input.value : values.join("|"));
    let look = "";
    function drawn() {
      const known = (one) => free || offered().some(({ id: other }) => other === one);
      const next = JSON.stringify(values.map((one) => [nameOf(one), known(one)]));
      if (next === look) return;
      look = next;
      chips.hidden = !values.length;
      chips.replaceChildren(...values.map((one) => {
        const name = nameOf(one);
        const remove = button("×", () => {
          put(values.filter((other) => other !== one));
          input.focus();
        }, { "aria-label": `Remove ${name}`, title: `Remove ${name}` });
        return element("span", { className: `dossier-coder-chip${known(one) ? "" : " dossier-coder-unknown"}`, role: "listitem" }, words("span", "", name), remove);
      }));
    }
    function put(next) {
      values = next;
      drawn();
      changed(value());
    }
    function pick(choice) {
      close();
      if (choice.add) {
        input.value = "";
        adding(choice.typed);
      } else if (written) {
        input.value = choice.id;
        changed(choice.id);
      } else {
        input.value = "";
        put(several ? [...new Set([...values, choice.id])] : [choice.id]);
      }
    }
    function close() {
      popup.hidden = true;
      [choices, active] = [[], -1];
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }
    function open() {
      const typed = input.value.trim();
      choices = ranked(offered().filter((one) => !values.includes(one.id)), input.value);
      if (adding && typed) choices = [...choices, { add: true, typed, name: `Add “${typed}”` }];
      popup.replaceChildren(...choices.map((choice) => {
        const also = choice.add || choice.id === choice.name || written ? null : words("small", "", choice.spellings.slice(0, 3).join(", ") || choice.id);
        const option = element("li", { role: "option", id: unique("choice"), "aria-selected": "false", title: choice.about }, words("span", "", choice.name), also);
        option.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
        option.addEventListener("click", () => pick(choice));
        return option;
      }));
      popup.hidden = !choices.length;
      input.setAttribute("aria-expanded", String(!popup.hidden));
      mark(typed && choices.length && !written ? 0 : -1);
    }
    function mark(at) {
      popup.children[active]?.setAttribute("aria-selected", "false");
      active = at;
      const option = popup.children[at];
      if (!option) {
        input.removeAttribute("aria-activedescendant");
        return;
      }
      option.setAttribute("aria-selected", "true");
      input.setAttribute("aria-activedescendant", option.id);
      if (option.offsetTop < popup.scrollTop) popup.scrollTop = option.offsetTop;
      const below = option.offsetTop + option.offsetHeight - popup.clientHeight;
      if (below > popup.scrollTop) popup.scrollTop = below;
    }
    // What was typed and not chosen is kept as it is: the check says what is wrong with it.
    function settle() {
      close();
      const typed = input.value.trim();
      if (written || !typed) return;
      const exact = offered().find((one) => [one.id, one.name, ...one.spellings].some((word) => plain(word) === plain(typed)));
      input.value = "";
      const taken = exact?.id ?? typed.replaceAll("|", " ");
      put(several ? [...new Set([...values, taken])] : [taken]);
    }
    input.addEventListener("input", () => {
      open();
      if (written) changed(input.value);
    });
    input.addEventListener("blur", settle);
    input.addEventListener("mousedown", () => {
      if (popup.hidden) setTimeout(open);
    });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (popup.hidden) open();
        else mark((active + (event.key === "ArrowDown" ? 1 : active < 0 ? 0 : -1) + choices.length) % choices.length);
      } else if (event.key === "Enter") {
        event.preventDefault();
        if (active >= 0) pick(choices[active]);
        else settle();
      } else if (event.key === "Tab" && choices[active] && !choices[active].add) {
        pick(choices[active]);
      } else if (event.key === "Escape" && !popup.hidden) {
        event.preventDefault();
        event.stopPropagation();
        close();
      } else if (event.key === "Backspace" && !input.value && values.length && !written) {
        put(values.slice(0, -1));
      }
    });
    return {
      node, input, value, settle,
      named: drawn,
      set(cell) {
        if (written) {
          if (input.value !== cell) input.value = cell;
          return;
        }
        values = several ? listed(cell) : [cell].filter(Boolean);
        drawn();
      },
    };
  }
