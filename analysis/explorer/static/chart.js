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
    let drawn = await embedded(host, spec, inputs);
    for (const fit of [stacked, slimmed, slimmed]) {
      const over = host.querySelector("svg")?.width.baseVal.value - host.clientWidth;
      if (!(over > 1) || !host.clientWidth) break;
      const next = fit(spec, drawn.view, over, host.clientWidth);
      drawn.finalize();
      inputs.replaceChildren();
      spec = next;
      drawn = await embedded(host, spec, inputs);
    }
    for (const bind of inputs.querySelectorAll(".vega-bind")) {
      // Vega's label holds the slider's value and the select's options as well.
      const radios = bind.querySelector(".vega-bind-radio");
      radios?.setAttribute("role", "radiogroup");
      const named = radios ?? bind.querySelector("input, select");
      named.ariaLabel = bind.querySelector(".vega-bind-name").textContent;
    }
    hush(host);
    drawn.view.dossierTimes = timesOf(spec);
    return drawn;
  }

  // Where a chart is wider than its place, text keeps its size: first legends go below and long
  // labels into lines, then plots become narrower; what is still too wide scrolls.
  const LINE_CHARACTERS = 18;
  const WRAPPED = RegExp(`(.{1,${LINE_CHARACTERS}})(\\s+|$)`, "g");
  const LEAST_PX = 140;
  function stacked(spec, view, over, room) {
    const next = structuredClone(spec);
    for (const part of views(next)) if (part.columns > 1) part.columns = Math.max(1, Math.floor((part.columns * room) / (room + over)));
    next.config = { ...next.config, legend: { ...next.config?.legend, orient: "bottom", direction: "vertical", layout: { bottom: { direction: "vertical", anchor: "start" } } } };
    const labels = [...roles(view.scenegraph().root, "axis-label")].map((item) => text(item.text));
    const lines = Math.max(1, ...labels.map((label) => label.match(WRAPPED)?.length ?? 1));
    for (const part of views(next)) {
      for (const channel of Object.values(part.encoding ?? {})) {
        if (channel?.legend) channel.legend = { ...channel.legend, orient: "bottom", columns: 2, labelLimit: 150 };
      }
      const y = part.encoding?.y;
      if (lines > 1 && y?.type === "nominal" && y.axis !== null && !y.axis?.labelExpr) {
        const wrapped = `split(replace(datum.label, regexp('(.{1,${LINE_CHARACTERS}})(\\\\s+|$)', 'g'), '$1\\n'), '\\n')`;
        y.axis = { ...y.axis, labelExpr: wrapped, labelLineHeight: 13 };
      }
      if (lines > 1 && part.height?.step) part.height = { ...part.height, step: Math.max(part.height.step, 13 * lines + 6) };
    }
    return next;
  }
  function slimmed(spec, view, over) {
    const next = structuredClone(spec);
    const widths = [...views(next)].map((part) => part.width).filter(Number.isFinite);
    const side = Math.max(0, ...[...views(next)].map((part) => (part.hconcat ?? []).reduce((sum, { width }) => sum + (width ?? 0), 0)));
    const usual = next.config?.view?.continuousWidth ?? 200;
    const plot = side || Math.max(widths.length ? 0 : usual, ...widths);
    const share = Math.max(plot - over, LEAST_PX) / plot;
    if (!(share < 1)) return next;
    const less = (number) => (Number.isFinite(number) ? Math.floor(number * share) : number);
    for (const part of views(next)) {
      part.width = less(part.width);
      for (const place of ["x", "x2"]) {
        if (part.encoding?.[place] && "value" in part.encoding[place]) part.encoding[place].value = less(part.encoding[place].value);
      }
    }
    next.config = { ...next.config, view: { ...next.config?.view, continuousWidth: less(usual), discreteWidth: less(next.config?.view?.discreteWidth) } };
    return JSON.parse(JSON.stringify(next));
  }
  function* views(part) {
    yield part;
    for (const key of ["layer", "hconcat", "vconcat", "concat"]) for (const below of part[key] ?? []) yield* views(below);
    if (part.spec) yield* views(part.spec);
  }
  function* roles(part, role) {
    for (const below of part.items ?? []) {
      if (part.role === role) yield below;
      yield* roles(below, role);
    }
  }

  async function embedded(host, spec, inputs) {
    const { view, finalize } = await globalThis.dossierVegaEmbed(host, spec, {
      actions: false, // the menu leads to an editor on the network
      ast: true, // expressions are interpreted: the page allows no eval
      bind: inputs,
      mode: "vega-lite",
      patch: sayUnknown,
      config: { autosize: { ...(spec.width === "container" ? { type: "fit-x", contains: "padding" } : { type: "pad" }), resize: true } }, // a title fits whatever the controls show
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
    new MutationObserver(look).observe(place, changes);
  }

  // All marks that are drawn, with the item of the chart behind each.
  function* items(part) {
    for (const below of part.items ?? []) {
      if (below.tooltip !== undefined || below.text !== undefined) yield [below, part];
      yield* items(below);
    }
  }

  const sentences = (first, second) =>
    first && second ? `${first}${/[.?!]$/.test(first) ? "" : "."} ${second}` : first || second;

  // Title and sentence above the picture follow the controls, and are what is spoken of it.
  function captioned(caption, view, { keys, states, controls, layer }) {
    const words = new Map(states.map((state) => [JSON.stringify(state.slice(0, -2).map(rounded)), state.slice(-2)]));
    const label = ({ key, options, labels }) => {
      const value = view.signal(key);
      const at = options?.findIndex((option) => same(option, value ?? null)) ?? -1;
      if (at >= 0) return labels[at];
      return value === true ? "yes" : value === false ? "" : text(rounded(value) ?? "");
    };
    const written = () => {
      if (layer) {
        for (const [item, mark] of items(view.scenegraph().root)) {
          if (mark.name !== "caption_marks") continue;
          const [title, ...rest] = [item.text].flat().join("\n").split("\n");
          return [title, rest.join(" ")];
        }
        return ["Nothing to show", ""];
      }
      const found = words.get(JSON.stringify(keys.map((key) => rounded(view.signal(key)))));
      const [title, sentence] = found ?? ["Nothing to show", "There is nothing for this choice."];
      const chosen = controls.map((one) => [one.name, label(one)]).filter(([, value]) => value);
      const spoken = chosen.map((pair) => pair.join(": ")).join("; ");
      return [title, sentences(sentence, spoken && `${spoken}.`)];
    };
    const heading = caption.querySelector("h3");
    const paragraph = caption.querySelector("p") ?? caption.appendChild(element("p"));
    const look = () => {
      const [title, sentence] = written();
      if (heading.textContent !== title) heading.textContent = title;
      if (paragraph.textContent !== sentence) paragraph.textContent = sentence;
      paragraph.hidden = !sentence;
      view.description(sentences(title, sentence));
    };
    return look;
  }

  // Do it now, and once after each change of whatever can be set.
  function whenever(view, params, look) {
    let asked = false;
    const soon = () => {
      if (asked) return;
      asked = true;
      view.runAfter(() => {
        asked = false;
        look();
      });
    };
    for (const param of params) channel(view, param).listen(soon);
    look();
  }

  // Cards in place of a picture: the chart says which are shown, and in which order.
  function dealt(cards, view) {
    const all = new Map([...cards.querySelectorAll("[data-card]")].map((card) => [Number(card.dataset.card), card]));
    return () => {
      const shown = [];
      for (const [item, mark] of items(view.scenegraph().root)) {
        if (mark.name === "cards_marks") shown.push(text(item.text).split(" ").map(Number));
      }
      shown.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
      for (const card of all.values()) card.hidden = true;
      for (const [, number] of shown) {
        const card = all.get(number);
        if (!card) continue; // a state shows a card that there is not
        card.hidden = false;
        card.parentElement.append(card);
      }
      for (const part of cards.querySelectorAll("section")) part.hidden = !part.querySelector("li:not([hidden])");
    };
  }
  const said = (card, which, between, say = (part) => part.textContent.trim()) =>
    [...card.querySelectorAll(which)].map(say).join(between);
  const CARD = {
    Group: (card) => said(card.closest("section"), "h4", " "),
    What: (card) => said(card, ".dossier-heading", " "),
    Labels: (card) => said(card, ".dossier-chips span", "; "),
    "In full": (card) => said(card, "p:not([class])", " "),
    Addresses: (card) => [...new Set(said(card, "a", " ", (link) => link.href).split(" "))].join(" "),
  };
  const cardRows = (cards) => {
    const shown = [...cards.querySelectorAll("li:not([hidden])")];
    return [{ heads: Object.keys(CARD), rows: shown.map((card) => Object.values(CARD).map((column) => column(card))) }];
  };

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

  // What the marks say that are drawn now, as rows: one list per set of headings.
  // Where no mark has a tooltip, it is the fields of the marks' rows.
  const FAINT = 0.2;
  const WORKED_OUT = /^(.+)_(start|end)$/; // by Vega, to stack bars and for units of time
  const BINNED = /^bin_[a-z]+_[\d_]+?_(.+?)(_end)?$/;
  function rowsShown(view) {
    const drawn = [...marked(view.scenegraph().root)].filter(({ opacity }) => (opacity ?? 1) > FAINT);
    const explained = drawn.some(({ tooltip }) => tooltip !== null && typeof tooltip === "object");
    const tables = new Map();
    for (const { tooltip, datum } of drawn) {
      const said = explained ? tooltip : fields(datum, view.dossierTimes);
      if (said === null || typeof said !== "object") continue;
      const heads = Object.keys(said);
      const key = heads.join("\n");
      const table = tables.get(key) ?? tables.set(key, { heads, rows: new Map() }).get(key);
      const row = heads.map((head) => text(said[head]));
      table.rows.set(row.join("\n"), row);
    }
    return [...tables.values()].map(({ heads, rows }) => ({ heads, rows: [...rows.values()] }));
  }
  function* marked(part) {
    for (const below of part.items ?? []) {
      if (part.role === "mark" && part.marktype !== "group") yield below;
      yield* marked(below);
    }
  }
  const number = new Intl.NumberFormat("en", { maximumSignificantDigits: 12 });
  const fields = (datum, times = new Set()) => {
    const own = ([name, value]) => {
      if (name === "__count" || BINNED.test(name)) return true;
      if (name === "_vgsid_" || name.startsWith("__")) return false;
      const [, of] = WORKED_OUT.exec(name) ?? [];
      return typeof datum[of] !== "number" && (value === null || value instanceof Date || typeof value !== "object");
    };
    const known = Object.entries(datum ?? {}).filter(own);
    if (known.every(([, value]) => value === null)) return null;
    return Object.fromEntries(known.map(([name, value]) => [headed(name), plainly(value, value instanceof Date || times.has(name))]));
  };
  const headed = (name) => {
    const [, of, end] = BINNED.exec(name) ?? [];
    return of ? `${of} ${end ? "to" : "from"}` : name === "__count" ? "count" : name;
  };
  function plainly(value, isTime) {
    if (value === null) return "";
    if (!isTime) return typeof value === "number" ? number.format(value) : String(value).replace(/^(\d{4}-\d\d-\d\d)T00:00:00(\.0+)?$/, "$1");
    const at = new Date(value);
    if (Number.isNaN(at.getTime())) return text(value);
    const day = [String(at.getFullYear()).padStart(4, "0"), pad(at.getMonth() + 1), pad(at.getDate())].join("-");
    return at.getHours() || at.getMinutes() ? `${day} ${pad(at.getHours())}:${pad(at.getMinutes())}` : day;
  }
  // The fields of a row that are points in time, which Vega keeps as numbers.
  function timesOf(spec) {
    const found = new Set();
    for (const part of views(spec)) {
      for (const { field, type, timeUnit } of Object.values(part.encoding ?? {}).filter(Boolean)) {
        const unit = timeUnit?.unit ?? timeUnit;
        if (type === "temporal" || unit) found.add(unit ? `${unit}_${field}` : field);
      }
    }
    return found;
  }
  const showsNothing = (view) => {
    for (const { tooltip, datum, opacity } of marked(view.scenegraph().root)) {
      if ((opacity ?? 1) > FAINT && ((tooltip !== null && typeof tooltip === "object") || fields(datum))) return false;
    }
    return true;
  };

  // Sources that are known by their address are links; a cell may name several.
  function linked(words, links) {
    const parts = Object.hasOwn(links, words) ? [words] : words.split(/( \u00b7 |; )/);
    return parts.map((part) =>
      Object.hasOwn(links, part) ? element("a", { href: links[part], rel: "noopener noreferrer", textContent: part }) : part,
    );
  }

  // By keyboard: Tab reaches the chart, arrows its marks; by touch a tap. What a mark says stays
  // below the picture, with its sources, until Escape.
  const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  const MARKS = "svg.marks .role-mark [aria-label]:not(.role-mark)";
  function readable(place, links) {
    const words = element("span");
    const close = button("Close", () => dismiss());
    close.ariaLabel = "Close this description";
    const said = element("div", { className: "dossier-said", role: "status", hidden: true }, words, close);
    place.after(said);
    place.tabIndex = 0;
    const dismiss = () => {
      if (said.hidden) return;
      said.hidden = true;
      if (place.contains(document.activeElement) || said.contains(document.activeElement)) place.focus();
    };
    const say = (mark) => {
      const rows = Object.values(mark.__data__?.tooltip ?? {}).map(text);
      const sources = rows.flatMap((row) => linked(row, links)).filter((part) => part instanceof Element);
      words.replaceChildren(mark.getAttribute("aria-label"), ...sources.flatMap((link) => [" ", link]));
      said.hidden = false;
    };
    place.addEventListener("keydown", (event) => {
      if (event.key === "Escape") return void dismiss();
      const marks = [...place.querySelectorAll(MARKS)];
      if (!STEPS[event.key] || !marks.length) return;
      event.preventDefault();
      const at = marks.indexOf(document.activeElement);
      const next = at < 0 && STEPS[event.key] < 0 ? marks.length - 1 : at + STEPS[event.key];
      const mark = marks[(next + marks.length) % marks.length];
      mark.setAttribute("tabindex", "-1");
      mark.focus();
      say(mark);
    });
    said.addEventListener("keydown", (event) => event.key === "Escape" && dismiss());
    place.addEventListener("click", (event) => {
      const mark = event.target.closest?.(MARKS);
      if (mark) say(mark);
    });
    return () => (said.hidden = true); // a mark that is gone says nothing
  }

  // The picture as a file, with what stands above it and where it comes from.
  const MARGIN = 16;
  const LARGEST_PX = 32000; // browsers draw no larger side
  const LINES = [
    { size: 18, weight: "bold", leading: 24 },
    { size: 13, weight: "normal", leading: 18 },
    { size: 11, weight: "normal", leading: 16 },
  ];
  async function picture(view, texts) {
    const drawn = new DOMParser().parseFromString(await view.toSVG(), "image/svg+xml").documentElement;
    const [wide, high] = [Number(drawn.getAttribute("width")), Number(drawn.getAttribute("height"))];
    const width = Math.max(wide, 480);
    const pen = element("canvas").getContext("2d");
    const NS = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(NS, "svg");
    let y = MARGIN;
    const write = (words, { size, weight, leading }) => {
      pen.font = `${weight} ${size}px Arial, sans-serif`;
      const fits = (line) => pen.measureText(line).width <= width;
      let line = "";
      const put = () => {
        y += leading;
        const row = document.createElementNS(NS, "text");
        for (const [name, value] of Object.entries({ x: MARGIN, y: y - leading / 4, "font-family": "Arial, sans-serif", "font-size": size, "font-weight": weight, fill: "#1B1F24" })) row.setAttribute(name, value);
        row.textContent = line;
        svg.append(row);
      };
      for (const word of words.split(" ")) {
        const longer = line ? `${line} ${word}` : word;
        if (fits(longer)) {
          line = longer;
          continue;
        }
        if (line) put();
        line = "";
        // Not every script has spaces, and not every word is shorter than a line.
        for (const letter of word) {
          if (line && !fits(line + letter)) {
            put();
            line = "";
          }
          line += letter;
        }
      }
      if (line) put();
    };
    write(texts[0], LINES[0]);
    write(texts[1], LINES[1]);
    y += MARGIN / 2;
    drawn.setAttribute("x", MARGIN);
    drawn.setAttribute("y", y);
    svg.append(drawn);
    y += high;
    write(texts[2], LINES[2]);
    const size = [width + 2 * MARGIN, y + MARGIN];
    for (const [name, value] of Object.entries({ width: size[0], height: size[1], viewBox: `0 0 ${size.join(" ")}` })) svg.setAttribute(name, value);
    const paper = document.createElementNS(NS, "rect");
    for (const [name, value] of Object.entries({ width: "100%", height: "100%", fill: "#FFFFFF" })) paper.setAttribute(name, value);
    svg.prepend(paper);
    return { svg: new XMLSerializer().serializeToString(svg), size };
  }
  async function bitmap({ svg, size }) {
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
    await image.decode();
    const scale = Math.min(2, LARGEST_PX / Math.max(...size));
    const sheet = element("canvas", { width: scale * size[0], height: scale * size[1] });
    sheet.getContext("2d").drawImage(image, 0, 0, sheet.width, sheet.height);
    return new Promise((done) => sheet.toBlob(done, "image/png"));
  }

  // A plot without a mark says in its middle why.
  function explained(place, view, caption) {
    const said = element("p", { className: "dossier-nothing", hidden: true, ariaHidden: "true" });
    place.append(said);
    return () => {
      const [title, sentence] = caption();
      said.textContent = sentence || title;
      said.hidden = !showsNothing(view);
    };
  }

  // Below a chart: the rows behind what it shows now, and ways to take them along.
  const MOST_SHOWN = 500;
  function evidence(host, view, { name, links, caption, address, cards }) {
    const found = () => (cards ? cardRows(cards) : rowsShown(view));
    const summary = element("summary");
    const body = element("div");
    const tables = element("div");
    const details = element("details", { className: "dossier-data" }, summary, body);
    const cite = () => `${caption()[0]}. ${document.title}${address ? `, ${address()}` : ""}`;
    const from = () => `From: ${document.title}`;
    const tools = element(
      "p",
      { className: "dossier-tools" },
      button("CSV", () => offer(`${name}.csv`, csv(whole()), "text/csv")),
      ...(cards ? [] : [button("SVG", async () => offer(`${name}.svg`, (await picture(view, [...caption(), from()])).svg, "image/svg+xml")),
      button("PNG", async () => offer(`${name}.png`, await bitmap(await picture(view, [...caption(), from()]))))]),
      ...(address ? [button("Copy link to this view", (self) => copy(address(), self))] : []),
      button("Copy citation", (self) => copy(cite(), self)),
      element("span", { className: "dossier-done", role: "status" }),
    );
    const whole = () => {
      const parts = found();
      const address = parts.map(({ rows }) => rows.some((row) => row.some((words) => Object.hasOwn(links, words))));
      const known = (row) => row.map((words) => links[words]).find(Boolean) ?? "";
      return [caption(), [], ...parts.flatMap(({ heads, rows }, at) => [
        address[at] ? [...heads, "Address"] : heads,
        ...rows.map((row) => (address[at] ? [...row, known(row)] : row)),
        [],
      ])];
    };
    const fill = () => {
      tables.replaceChildren(...(cards ? [] : found()).map(({ heads, rows }) => {
        const table = element("table");
        table.createTHead().insertRow().append(...heads.map((head) => element("th", { scope: "col", textContent: head })));
        const listed = table.createTBody();
        for (const row of rows.slice(0, MOST_SHOWN)) {
          listed.insertRow().append(...row.map((words) => element("td", { dir: "auto" }, ...linked(words, links))));
        }
        const more = rows.length > MOST_SHOWN ? `The first ${MOST_SHOWN} of ${rows.length} rows; the CSV has all.` : "";
        const frame = element("div", { role: "group", ariaLabel: `Rows behind: ${caption()[0]}` }, table);
        return element("div", { className: "dossier-table" }, frame, more);
      }));
      for (const frame of body.querySelectorAll("[role=group]")) scrolls(frame);
    };
    const look = () => {
      const number = found().reduce((sum, { rows }) => sum + rows.length, 0);
      summary.textContent = cards ? "Take this along" : `Data and sources behind this chart (${number} row${number === 1 ? "" : "s"})`;
      if (details.open) fill();
    };
    details.addEventListener("toggle", look);
    body.append(tools, tables);
    host.append(details);
    look();
    return look;
  }
