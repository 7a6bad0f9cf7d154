  // Where a chart is wider than its place, text keeps its size: first legends go below and long
  // labels into lines, then plots become narrower, then those side by side go below each other;
  // what is still too wide scrolls.
  const LINE_CHARACTERS = 18;
  const WRAPPED = RegExp(`(.{1,${LINE_CHARACTERS}})(\\s+|$)`, "g");
  const TITLE = RegExp(`.{1,${2 * LINE_CHARACTERS}}(?=\\s|$)`, "g");
  const LEGEND_PX = 210;
  const SYMBOL_PX = 50;
  const LEAST_PX = 120; // of all plots side by side
  const LEAST_PLOT_PX = 60;
  const LEAST_STEP_PX = 14;
  const STEP_PX = 20; // Vega-Lite's own
  const tooWide = (host) => (host.clientWidth ? Math.max(0, host.querySelector("svg.marks")?.width.baseVal.value - host.clientWidth - 1) : 0);

  // Draws a Vega-Lite spec (or a function that gives it) into a place, and says whether it was
  // narrowed to fit it. What was compiled beforehand is drawn first. Each view is brought into the
  // state of the page before it is measured.
  async function chart(host, spec, inputs, { compiled = null, settle = () => {} } = {}) {
    const whole = async () => (typeof spec === "function" ? spec() : spec);
    let drawn = compiled ? await embedded(host, compiled, inputs, "vega") : await embedded(host, await whole(), inputs);
    await settle(drawn.view);
    let fitted = null;
    for (const fit of [stacked, slimmed, slimmed, wrapped, slimmed]) {
      const over = tooWide(host);
      if (!over) break;
      fitted = fit(structuredClone(fitted ?? (await whole())), drawn.view, over, host.clientWidth);
      drawn.finalize();
      inputs.replaceChildren();
      drawn = await embedded(host, fitted, inputs);
      await settle(drawn.view);
    }
    for (const bind of inputs.querySelectorAll(".vega-bind")) {
      // Vega's label contains the slider's value and the select's options as well.
      const radios = bind.querySelector(".vega-bind-radio");
      radios?.setAttribute("role", "radiogroup");
      const named = radios ?? bind.querySelector("input, select");
      named.ariaLabel = bind.querySelector(".vega-bind-name").textContent;
    }
    hush(host);
    const paper = compiled ? compiled.background : (await whole()).config?.background;
    host.closest(".dossier-explorer").classList.toggle("dossier-as-drawn", paper !== "#FFFFFF");
    if (!compiled) drawn.view.dossierTimes = timesOf(await whole());
    return { ...drawn, narrowed: fitted !== null };
  }

  function stacked(spec, view, over, room) {
    for (const part of views(spec)) if (part.columns > 1) part.columns = Math.max(1, Math.floor((part.columns * room) / (room + over)));
    spec.config = { ...spec.config, legend: { ...spec.config?.legend, orient: "bottom", direction: "vertical", layout: { bottom: { direction: "vertical", anchor: "start", bounds: "full" } } } };
    const columns = room < LEGEND_PX * 2 ? 1 : 2;
    const labelLimit = Math.floor(room / columns) - SYMBOL_PX;
    const labels = [...roles(view.scenegraph().root, "axis-label")].map((item) => text(item.text));
    const lines = Math.max(1, ...labels.map((label) => label.match(WRAPPED)?.length ?? 1));
    for (const part of views(spec)) {
      for (const channel of Object.values(part.encoding ?? {})) {
        if (channel?.legend) channel.legend = { ...channel.legend, orient: "bottom", columns, labelLimit };
      }
      const x = part.encoding?.x;
      for (const one of [x, x?.axis]) {
        if (typeof one?.title === "string") one.title = one.title.match(TITLE) ?? one.title;
      }
      const y = part.encoding?.y;
      if (lines > 1 && y?.type === "nominal" && y.axis !== null && !y.axis?.labelExpr) {
        const wrapped = `split(replace(datum.label, regexp('(.{1,${LINE_CHARACTERS}})(\\\\s+|$)', 'g'), '$1\\n'), '\\n')`;
        y.axis = { ...y.axis, labelExpr: wrapped, labelLineHeight: 13 };
      }
      if (lines > 1 && part.height?.step) part.height = { ...part.height, step: Math.max(part.height.step, 13 * lines + 6) };
    }
    return spec;
  }
  function slimmed(spec, view, over) {
    const widths = [...plots(view.scenegraph().root.items[0])];
    const across = abreast(widths);
    const share = Math.max((across - over) / across, LEAST_PX / across, LEAST_PLOT_PX / Math.max(...widths.map(({ width }) => width)));
    if (!(share < 1)) return spec;
    const less = (size) => {
      if (Number.isFinite(size)) return Math.floor(size * share);
      return Number.isFinite(size?.step) ? { ...size, step: Math.min(size.step, Math.max(LEAST_STEP_PX, Math.floor(size.step * share))) } : size;
    };
    for (const part of views(spec)) {
      if ("width" in part) part.width = less(part.width);
      for (const place of ["x", "x2"]) {
        if (part.encoding?.[place] && "value" in part.encoding[place]) part.encoding[place].value = less(part.encoding[place].value);
      }
    }
    const usual = spec.config?.view ?? {};
    const { continuousWidth = 200, discreteWidth = { step: usual.step ?? STEP_PX } } = usual;
    spec.config = { ...spec.config, view: { ...usual, continuousWidth: less(continuousWidth), discreteWidth: less(discreteWidth) } };
    return spec;
  }
  function wrapped(spec, view, over, room) {
    const number = new Set([...plots(view.scenegraph().root.items[0])].map(({ x }) => x)).size;
    const columns = Math.max(1, Math.floor((number * room) / (room + over)));
    for (const part of [...views(spec)]) {
      const { column, row } = part.encoding ?? {};
      if (column && !row) {
        part.encoding.facet = { ...column, columns };
        delete part.encoding.column;
      } else if (part.facet?.column && !part.facet.row) {
        Object.assign(part, { facet: part.facet.column, columns });
      } else if (part.repeat?.column && !part.repeat.row && !part.repeat.layer) {
        const inner = JSON.stringify(part.spec).replaceAll('{"repeat":"column"}', '{"repeat":"repeat"}');
        Object.assign(part, { repeat: part.repeat.column, columns, spec: JSON.parse(inner) });
      } else if (part.hconcat) {
        Object.assign(part, { concat: part.hconcat, columns });
        delete part.hconcat;
      } else {
        for (const one of [part.encoding?.facet, (part.facet?.field || part.concat || Array.isArray(part.repeat)) && part]) {
          if (one) one.columns = Math.min(one.columns || columns, columns);
        }
      }
    }
    return spec;
  }
  // The plots of a picture, where they are; panels have plots within.
  function* plots(item, x = 0, y = 0) {
    const within = (item.items ?? []).filter(({ marktype, role }) => marktype === "group" && role === "scope");
    if (!within.length) yield { x, y, width: item.width ?? 0 };
    for (const panel of within) for (const one of panel.items) yield* plots(one, x + one.x, y + one.y);
  }
  // How wide the plots are together that stand side by side.
  function abreast(all) {
    const lines = new Map();
    for (const { x, y, width } of all) lines.set(y, (lines.get(y) ?? new Map()).set(x, width));
    return Math.max(...[...lines.values()].map((line) => [...line.values()].reduce((sum, width) => sum + width, 0)));
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

  // A part that is wider than the page scrolls by itself, and says so.
  function scrolls(part) {
    const hint = element("p", { className: "dossier-more-hint", textContent: "Scroll sideways for more \u2192", hidden: true });
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
