// Mounts charts and tables. The saved page and the live widgets run the same code.
const dossier = (() => {
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  const text = (value) => (value !== null && typeof value === "object" ? JSON.stringify(value) : String(value));
  const element = (name, properties = {}) => Object.assign(document.createElement(name), properties);

  // Vega's own tooltip turns a field named "image" into a picture; here all data is text.
  function formatTooltip(value) {
    const rows = typeof value === "object" ? Object.entries(value) : [["", value]];
    const table = element("table");
    for (const [key, cell] of rows) {
      const row = table.insertRow();
      row.append(element("th", { scope: "row", textContent: key }), element("td", { dir: "auto", textContent: text(cell) }));
    }
    return table.outerHTML;
  }

  // Vega writes an empty cell as "null", as 0 or as a day of 1970.
  const CELL = String.raw`datum\["(?:[^"\\]|\\.)*"\]`;
  const EMPTY = RegExp(`""\\+${CELL}`, "g");
  const FORMATTED = RegExp(String.raw`\w*[fF]ormat\((${CELL}), "(?:[^"\\]|\\.)*"\)`, "g");
  function sayUnknown(part, key) {
    if (typeof part?.signal === "string" && (key === "tooltip" || key === "description")) {
      part.signal = part.signal.replace(EMPTY, '"unknown"').replace(FORMATTED, '(isValid($1) ? $& : "unknown")');
    } else if (part !== null && typeof part === "object") {
      for (const [below, value] of Object.entries(part)) if (below !== "values") sayUnknown(value, below);
    }
    return part;
  }

  // A param is a signal, or the data set behind a point selection.
  function channel(view, { key, store }) {
    if (!store) {
      return {
        read: () => view.signal(key),
        write: (value) => view.signal(key, value).runAsync(),
        listen: (changed) => view.addSignalListener(key, changed),
      };
    }
    return {
      read: () => view.data(store).map(({ unit, fields, values }) => ({ unit, fields, values })),
      write: (tuples) => view.data(store, structuredClone(tuples ?? [])).runAsync(),
      listen: (changed) => view.addDataListener(store, changed),
    };
  }

  async function chart(host, spec, inputs) {
    host.closest(".dossier-explorer").classList.toggle("dossier-as-drawn", spec.config?.background !== "#FFFFFF");
    const { view, finalize } = await globalThis.dossierVegaEmbed(host, spec, {
      actions: false, // the menu leads to an editor on the network
      ast: true, // expressions are interpreted: the page allows no eval
      bind: inputs,
      mode: "vega-lite",
      patch: sayUnknown,
      config: { autosize: { type: "pad", resize: true } }, // a title fits whatever the controls show
      renderer: "svg", // sharp in print, and screen readers find the marks
      tooltip: { formatTooltip },
    });
    for (const bind of inputs.querySelectorAll(".vega-bind")) {
      // Vega's label holds the slider's value and the select's options as well.
      const radios = bind.querySelector(".vega-bind-radio");
      radios?.setAttribute("role", "radiogroup");
      const named = radios ?? bind.querySelector("input, select");
      named.ariaLabel = bind.querySelector(".vega-bind-name").textContent;
    }
    hush(host);
    return { view, finalize };
  }

  // Marks without a word, and groups without a mark, are nothing to a reader who listens.
  function hush(place) {
    const SPOKEN = '[aria-label]:not([aria-label=""])';
    const ASKED = ["[aria-hidden]", ":not([aria-label])", '[aria-label=""]']
      .map((state) => `svg.marks [role="graphics-symbol"]${state}`)
      .join(", ");
    const look = () => {
      for (const mark of place.querySelectorAll(ASKED)) {
        mark.ariaHidden = mark.matches(SPOKEN) || mark.querySelector(SPOKEN) ? null : "true";
      }
    };
    look();
    const changes = { subtree: true, childList: true, attributeFilter: ["aria-label"] };
    new MutationObserver(look).observe(place, changes);
  }

  // On paper a control is the value it has; a box that is not ticked says nothing.
  function chosen(inputs) {
    const value = (bind) => {
      const input = bind.querySelector("select, input:checked, input:not([type=radio], [type=checkbox])");
      if (input?.type === "checkbox") return "yes";
      if (input?.type === "radio") return input.labels[0].textContent;
      return input?.selectedOptions?.[0]?.text ?? input?.value;
    };
    return [...inputs.querySelectorAll(".vega-bind")]
      .map((bind) => [bind.querySelector(".vega-bind-name").textContent.trim(), value(bind)])
      .filter(([, value]) => value)
      .map((pair) => pair.join(": "))
      .join("; ");
  }

  // By keyboard: Tab reaches the chart, arrows its marks, and what a mark says is written below it.
  const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  function readable(place) {
    const said = element("p", { className: "dossier-said", ariaLive: "polite", hidden: true });
    place.after(said);
    place.tabIndex = 0;
    place.addEventListener("keydown", (event) => {
      const marks = [...place.querySelectorAll("svg.marks .role-mark [aria-label]:not(.role-mark)")];
      if (!STEPS[event.key] || !marks.length) return;
      event.preventDefault();
      const at = marks.indexOf(document.activeElement);
      const next = at < 0 && STEPS[event.key] < 0 ? marks.length - 1 : at + STEPS[event.key];
      const mark = marks[(next + marks.length) % marks.length];
      mark.setAttribute("tabindex", "-1");
      mark.focus();
      said.hidden = false;
      said.textContent = mark.getAttribute("aria-label");
    });
  }

  // A part that is wider than the page scrolls by itself, and says so.
  function scrolls(part) {
    const hint = element("p", { className: "dossier-more-hint", textContent: "Scroll sideways to see the rest \u2194", hidden: true });
    part.before(hint);
    part.classList.add("dossier-scrolls");
    const look = () => {
      const over = part.scrollWidth - part.clientWidth;
      hint.hidden = over < 2;
      part.classList.toggle("dossier-more", over - part.scrollLeft > 2);
      if (over >= 2) part.tabIndex = 0; // so that arrow keys scroll it
    };
    part.addEventListener("scroll", look, { passive: true });
    const sizes = new ResizeObserver(look);
    for (const seen of [part, ...part.children]) sizes.observe(seen);
  }

  function table(host) {
    const plain = host.querySelector("table");
    const api = new globalThis.dossierDataTable(plain, {
      autoWidth: false,
      order: [],
      pageLength: 10,
      titleRow: 0,
      layout: { topStart: "search", topEnd: "pageLength", bottomStart: "info", bottomEnd: "paging" },
      language: { search: "Search", lengthMenu: "_MENU_ rows", searchPlaceholder: "in all columns" },
    });
    const filters = api.table().header().insertRow();
    filters.className = "dossier-filters";
    api.columns().every(function addFilter() {
      const label = `Filter ${this.title()}`;
      const input = element("input", { type: "search", placeholder: "filter", ariaLabel: label });
      input.addEventListener("input", () => this.search(input.value).draw());
      const cell = element("td");
      cell.append(input);
      filters.append(cell);
    });
    const number = [...document.querySelectorAll(".dossier-table")].indexOf(host) + 1;
    for (const nav of host.querySelectorAll("nav")) nav.ariaLabel = `Pages of table ${number}`;
    scrolls(host.querySelector(".dt-layout-table"));
    // On paper nobody can turn the pages of a table.
    let length = api.page.len();
    window.addEventListener("beforeprint", () => {
      length = api.page.len();
      api.page.len(-1).draw();
    });
    window.addEventListener("afterprint", () => api.page.len(length).draw());
    return api;
  }

  // Saved page: one channel per param name; whoever moves, the others follow.
  async function page() {
    const shared = new Map();
    for (const host of document.querySelectorAll(".dossier-table")) {
      try {
        table(host);
      } catch (error) {
        console.error(error); // it is still a table
      }
    }
    for (const host of document.querySelectorAll(".dossier-explorer[data-spec]")) {
      // A form of its own keeps same-named radio buttons of two explorers apart.
      const spec = JSON.parse(host.dataset.spec);
      const title = [spec.title?.text ?? spec.title ?? host.id].flat().join(" ");
      const inputs = element("form", { className: "dossier-inputs", ariaLabel: `Controls: ${title}`, onsubmit: () => false });
      const onPaper = element("p", { className: "dossier-chosen" });
      const place = element("div");
      host.prepend(inputs, onPaper, place);
      window.addEventListener("beforeprint", () => (onPaper.textContent = chosen(inputs)));
      try {
        const { view } = await chart(place, spec, inputs);
        for (const param of JSON.parse(host.dataset.params)) {
          const mine = channel(view, param);
          const all = shared.get(param.family) ?? shared.set(param.family, []).get(param.family);
          if (all.length && !same(mine.read(), all[0].read())) await mine.write(all[0].read());
          all.push(mine);
          mine.listen(() => {
            const value = mine.read();
            for (const other of all) if (!same(other.read(), value)) other.write(value);
          });
        }
        scrolls(place);
        readable(place);
        host.dossierView = view;
        host.classList.add("dossier-mounted");
      } catch (error) {
        console.error(error);
        host.classList.add("dossier-failed");
        inputs.remove();
        onPaper.remove();
        place.textContent = "This chart cannot be interactive here; a picture follows.";
      }
    }
    document.documentElement.classList.add("dossier-ready");
  }

  // Live: the kernel's model holds value_KEY as Vega knows it and control_KEY as the widget does.
  const pad = (number) => String(number).padStart(2, "0");
  const conversions = (bind) => {
    if (bind?.options) {
      const index = (value) => bind.options.findIndex((option) => same(option, value ?? null));
      return { toValue: (i) => bind.options[i], toControl: (v) => (index(v) < 0 ? null : index(v)) };
    }
    if (bind?.input === "date") {
      const iso = (d) => `${d.getFullYear()}-${pad(d.getMonth() + 1)}-${pad(d.getDate())}`;
      return {
        toValue: (d) => (d ? iso(new Date(d)) : null),
        toControl: (v) => (v ? new Date(`${v}T00:00`) : null),
      };
    }
    return { toValue: (v) => v, toControl: (v) => v };
  };

  // A library comes once per page, from a widget of its own; views may be there before it.
  function library(name) {
    const libraries = (globalThis.dossierLibraries ??= {});
    if (!libraries[name]) {
      let arrived;
      const ready = new Promise((resolve) => (arrived = resolve));
      libraries[name] = { ready, arrived };
    }
    return libraries[name];
  }

  const live = {
    initialize({ model }) {
      for (const { key, bind } of model.get("params")) {
        const { toValue, toControl } = conversions(bind);
        const follow = (from, to, convert) =>
          model.on(`change:${from}_${key}`, () => {
            const wanted = convert(model.get(`${from}_${key}`));
            if (same(wanted, model.get(`${to}_${key}`))) return;
            model.set(`${to}_${key}`, wanted);
            model.save_changes();
          });
        if (bind) {
          follow("control", "value", toValue);
          follow("value", "control", toControl);
        }
      }
    },
    async render({ model, el }) {
      const host = element("div", { className: "dossier-explorer", dossierModel: model });
      el.append(host);
      await library("vega").ready;
      const { view, finalize } = await chart(host, model.get("spec"), element("div"));
      const followers = model.get("params").map((param) => {
        const mine = channel(view, param);
        const name = `value_${param.key}`;
        const follow = () => same(mine.read(), model.get(name)) || mine.write(model.get(name));
        follow();
        model.on(`change:${name}`, follow);
        mine.listen(() => {
          if (same(mine.read(), model.get(name))) return;
          model.set(name, mine.read());
          model.save_changes();
        });
        return () => model.off(`change:${name}`, follow);
      });
      host.dossierView = view;
      return () => {
        followers.forEach((stop) => stop());
        finalize();
      };
    },
  };

  const liveTable = {
    async render({ model, el }) {
      el.innerHTML = model.get("html"); // every cell was escaped where it was written
      await library("table").ready;
      const api = table(el.querySelector(".dossier-table"));
      return () => api.destroy();
    },
  };

  return { page, library, live, liveTable };
})();
