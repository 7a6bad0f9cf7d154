  // Claims that share words, or touch, are underlined at different heights: each has a lane.
  const LANES = 3;
  function laned(spans) {
    const ends = new Array(LANES).fill(-1);
    return [...spans].sort((a, b) => a.start - b.start || b.end - a.end).map((span) => {
      const free = ends.findIndex((end) => end < span.start);
      const lane = free < 0 ? ends.indexOf(Math.min(...ends)) : free;
      ends[lane] = Math.max(ends[lane], span.end);
      return { ...span, layer: `${span.look}-${lane}` };
    });
  }
  // Where two claims or more share words.
  function shared(spans) {
    const edges = spans.flatMap(({ start, end }) => [[start, 1], [end, -1]]).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    const found = [];
    let [depth, since] = [0, 0];
    for (const [at, step] of edges) {
      if (depth >= 2 && at > since) {
        if (found.length && found.at(-1).end === since) found.at(-1).end = at;
        else found.push({ start: since, end: at });
      }
      depth += step;
      since = at;
    }
    return found.map((span) => ({ ...span, id: `shared ${span.start} ${span.end}`, layer: "overlap" }));
  }
  function layered(spans, chosen) {
    return [...laned(spans), ...shared(spans), ...(chosen ? [{ ...chosen, id: "chosen", layer: "chosen" }] : [])];
  }

  // The registry of highlights is the page's: each view adds and removes nothing but its own.
  const registered = (layer) => {
    const name = `dossier-coder-${layer}`;
    if (!CSS.highlights.has(name)) CSS.highlights.set(name, new Highlight());
    const highlight = CSS.highlights.get(name);
    highlight.priority = { overlap: -1, chosen: 1 }[layer] ?? 0;
    return highlight;
  };
  function highlighter(rangeOf) {
    const own = new Map();
    const remove = (id) => {
      const { layer, range } = own.get(id);
      registered(layer).delete(range);
      own.delete(id);
    };
    const draw = (layers) => {
      const wanted = new Map(layers.map((one) => [one.id, one]));
      for (const [id, old] of own) {
        const one = wanted.get(id);
        if (one && one.layer === old.layer && one.start === old.start && one.end === old.end) wanted.delete(id);
        else remove(id);
      }
      for (const [id, { layer, start, end }] of wanted) {
        const range = rangeOf(start, end);
        if (!range) continue;
        registered(layer).add(range);
        own.set(id, { layer, start, end, range });
      }
    };
    return { draw, clear: () => [...own.keys()].forEach(remove) };
  }

  // Without that registry: marks, one within the other, in the paragraphs where something changed.
  const ORDER = ["overlap", "claim", "proposed", "draft", "chosen"];
  const rank = ({ layer }) => ORDER.indexOf(layer.replace(/-\d$/, ""));
  function marker(blocks) {
    const drawn = blocks.map(() => "");
    const fill = (block, text, inside) => {
      const cuts = new Set([block.start, block.end]);
      for (const { start, end } of inside) {
        cuts.add(Math.max(start, block.start));
        cuts.add(Math.min(end, block.end));
      }
      const edges = [...cuts].sort((a, b) => a - b);
      const parts = edges.slice(1).map((end, at) => {
        const start = edges[at];
        const over = inside.filter((one) => one.start < end && one.end > start).sort((a, b) => rank(b) - rank(a));
        return over.reduce((node, { layer }) => {
          const mark = element("mark", { className: `dossier-coder-mark dossier-coder-${layer}` });
          mark.append(node);
          return mark;
        }, document.createTextNode(text.slice(start, end)));
      });
      block.node.replaceChildren(...parts);
    };
    const draw = (layers, text) => {
      const sorted = [...layers].sort((a, b) => a.start - b.start);
      blocks.forEach((block, at) => {
        const inside = sorted.filter(({ start, end }) => start < block.end && end > block.start);
        const look = inside.map(({ layer, start, end }) => `${layer} ${start} ${end}`).join();
        if (look === drawn[at]) return;
        fill(block, text, inside);
        drawn[at] = look;
      });
    };
    return { draw, clear: () => {} };
  }
