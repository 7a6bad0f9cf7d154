  // Vega's own tooltip turns a field named "image" into a picture; here all data is text.
  function formatTooltip(value) {
    const rows = typeof value === "object" ? Object.entries(value) : [["", value]];
    const table = element("table");
    for (const [key, said] of rows) {
      const row = table.insertRow();
      row.append(element("th", { scope: "row", textContent: key }), element("td", { dir: "auto", textContent: text(said) }));
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

  // Draws a Vega-Lite spec, or the Vega spec that was made of it.
  async function embedded(host, spec, inputs, mode = "vega-lite") {
    const { view, finalize } = await globalThis.dossierVegaEmbed(host, spec, {
      actions: false, // the menu leads to an editor on the network
      ast: true, // expressions are interpreted: the page allows no eval
      bind: inputs,
      mode,
      patch: sayUnknown,
      renderer: "svg", // sharp in print, and screen readers find the marks
      tooltip: { formatTooltip },
    });
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
    new MutationObserver(later(look)).observe(place, changes);
  }

  // A param is a signal, or the data set behind a point selection.
  function channel(view, { key, store, unit, fields }) {
    if (!store) {
      return {
        read: () => view.signal(key),
        write: (value) => view.signal(key, value).runAsync(),
        listen: (changed) => view.addSignalListener(key, changed),
      };
    }
    // As a click writes them, so that a click finds them again.
    const columns = () => {
      try {
        return structuredClone(view.signal(`${key}_tuple_fields`));
      } catch {
        return fields.map((field) => ({ type: "E", field })); // it is inside one of several plots
      }
    };
    return {
      read: () => view.data(store).map(({ values }) => [...values]),
      write: (picks) => view.data(store, (picks ?? []).map((values) => ({ unit, fields: columns(), values }))).runAsync(),
      listen: (changed) => view.addDataListener(store, changed),
    };
  }
