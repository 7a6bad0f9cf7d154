  // The article. It takes a caret, so that words can be selected without a mouse, and changes none
  // of its characters: what a keyboard, a drop or a composition would change is undone.
  const EDITABLE = {
    contentEditable: "true", role: "textbox", "aria-readonly": "true", "aria-multiline": "true",
    spellcheck: false, inputMode: "none", translate: false, "data-gramm": "false",
  };
  const TRIPLE_CLICK_MS = 300;
  function articlePane({ readOnly, selected, clicked }) {
    const reading = readOnly ? { tabIndex: 0, role: "group" } : EDITABLE;
    const node = element("div", { className: "dossier-coder-text", "aria-label": "Article", ...reading });
    let text = "";
    let blocks = [];
    let starts = [];
    let drawing = null;
    let last = [];

    function write(article, paragraphs) {
      drawing?.clear();
      text = article;
      blocks = paragraphs.map(([start, end]) => ({ start, end, node: element("p", { textContent: text.slice(start, end), dir: "auto" }) }));
      starts = blocks.map(({ start }) => start);
      node.replaceChildren(...blocks.map((block) => block.node));
      drawing = globalThis.CSS?.highlights ? highlighter(rangeOf) : marker(blocks);
      drawing.draw(last, text);
    }
    const indexOf = (unit) => Math.max(0, before(starts, unit + 1) - 1);

    // A place in the article as a place in the page, and back.
    function inPage(unit) {
      const block = blocks[indexOf(unit)];
      let rest = Math.min(Math.max(unit, block.start), block.end) - block.start;
      const walk = document.createTreeWalker(block.node, NodeFilter.SHOW_TEXT);
      for (let part = walk.nextNode(); part; part = walk.nextNode()) {
        if (rest <= part.length) return [part, rest];
        rest -= part.length;
      }
      return [block.node, 0];
    }
    function inArticle(container, offset) {
      if (container === node) return offset < blocks.length ? blocks[offset].start : text.length;
      const block = blocks.find((one) => one.node.contains(container));
      if (!block) return null;
      const way = document.createRange();
      way.setStart(block.node, 0);
      way.setEnd(container, offset);
      return block.start + way.toString().length;
    }
    function rangeOf(start, end) {
      if (!blocks.length || end <= start) return null;
      const [startContainer, startOffset] = inPage(start);
      const [endContainer, endOffset] = inPage(end);
      return new StaticRange({ startContainer, startOffset, endContainer, endOffset });
    }

    function selection() {
      const own = document.getSelection();
      if (!own.rangeCount || !own.anchorNode || !node.contains(own.anchorNode)) return null;
      const range = own.getRangeAt(0);
      const start = node.contains(range.startContainer) ? inArticle(range.startContainer, range.startOffset) : 0;
      const end = node.contains(range.endContainer) ? inArticle(range.endContainer, range.endOffset) : text.length;
      return start === null || end === null ? null : trimmed(start, end);
    }
    function trimmed(start, end) {
      const chosen = text.slice(start, end);
      const [from, to] = [start + chosen.length - chosen.trimStart().length, start + chosen.trimEnd().length];
      return from < to ? { start: from, end: to } : { start, end: start };
    }
    function put(start, end = start) {
      if (!blocks.length) return;
      const [[from, first], [to, second]] = [inPage(start), inPage(end)];
      document.getSelection().setBaseAndExtent(from, first, to, second);
    }

    // Paragraphs out of sight have a height that is guessed until they come near: look twice.
    function show(unit) {
      if (!blocks.length) return;
      const move = () => {
        const [part, offset] = inPage(unit);
        const place = document.createRange();
        place.setStart(part, offset);
        const spot = place.getBoundingClientRect();
        const at = spot.height ? spot : blocks[indexOf(unit)].node.getBoundingClientRect();
        const frame = node.getBoundingClientRect();
        if (at.top < frame.top + 24 || at.bottom > frame.bottom - 48) node.scrollTop += at.top - frame.top - frame.height / 3;
      };
      move();
      requestAnimationFrame(move);
    }
    function draw(layers) {
      last = layers;
      const marking = drawing && !globalThis.CSS?.highlights;
      const kept = marking && document.activeElement === node ? selection() : null;
      drawing?.draw(layers, text);
      if (kept) put(kept.start, kept.end);
    }
    const restored = () => {
      if (blocks.length === node.childNodes.length && blocks.every((block, at) => node.childNodes[at] === block.node && block.node.textContent === text.slice(block.start, block.end))) return;
      write(text, blocks.map(({ start, end }) => [start, end]));
    };

    let pressed = false;
    let pending = null;
    node.addEventListener("mousedown", (event) => {
      pressed = event.button === 0;
      clearTimeout(pending);
    });
    const released = (event) => {
      if (!pressed) return;
      pressed = false;
      // A third click selects the whole paragraph: a second one waits for it.
      pending = setTimeout(() => {
        const found = selection();
        if (!found) return;
        if (found.start < found.end) selected(found);
        else clicked(found.start);
      }, event.detail === 2 ? TRIPLE_CLICK_MS : 0);
    };
    document.addEventListener("mouseup", released);
    if (!readOnly) {
      node.addEventListener("beforeinput", (event) => event.preventDefault());
      node.addEventListener("dragstart", (event) => event.preventDefault());
      for (const kind of ["input", "compositionend"]) node.addEventListener(kind, restored);
    }
    return {
      node, write, selection, put, show, draw,
      slice: (start, end) => text.slice(start, end),
      end() {
        clearTimeout(pending);
        drawing?.clear();
        document.removeEventListener("mouseup", released);
      },
    };
  }
