  // What the marks say that are drawn now, as rows: one list per set of headings.
  // Where no mark has a tooltip, it is the fields of the marks' rows.
  const FAINT = 0.2;
  const WORKED_OUT = /^(.+)_(start|end)$/; // by Vega, to stack bars and for units of time
  const BINNED = /^bin_[a-z]+_[\d_]+?_(.+?)(_end)?$/;
  // What a mark has in short, its row has in full: the field NAME_in_full for NAME.
  const IN_FULL = "_in_full";
  const whole = (datum) =>
    new Map(
      Object.entries(datum ?? {})
        .filter(([name, value]) => name.endsWith(IN_FULL) && value)
        .map(([name, value]) => [datum[name.slice(0, -IN_FULL.length)], value]),
    );
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
      const inFull = whole(datum);
      const row = heads.map((head) => text(inFull.get(said[head]) ?? said[head]));
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

  // A cell may name several sources.
  const partsOf = (words, links) => (Object.hasOwn(links, words) ? [words] : words.split(/( \u00b7 |; )/));

  // Sources that are known by their address are links.
  function linked(words, links) {
    return partsOf(words, links).map((part) =>
      Object.hasOwn(links, part) ? element("a", { href: links[part], rel: "noopener noreferrer", textContent: part }) : part,
    );
  }
