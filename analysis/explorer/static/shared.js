  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  // A slider stops at 0.3; who counts its steps may be at 0.30000000000000004.
  const rounded = (value) => (typeof value === "number" ? Number(value.toFixed(9)) : (value ?? null));
  const text = (value) => (value !== null && typeof value === "object" ? JSON.stringify(value) : String(value));
  const element = (name, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };
  const button = (label, act) => {
    const made = element("button", { type: "button", textContent: label });
    made.addEventListener("click", () => act(made));
    return made;
  };

  // What a page holds in one attribute, compressed.
  async function unpacked(words) {
    const bytes = Uint8Array.from(atob(words), (one) => one.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).json();
  }

  // A file that the page itself writes; a spreadsheet must not take a cell for a formula.
  function offer(name, content, type) {
    const address = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
    element("a", { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
  }
  const cell = (value) => {
    const plain = /^[=+@\t\r\n]|^-(?![\d.][\w\s.,%\u00b0]*$)/.test(value) ? `'${value}` : value;
    return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
  };
  const csv = (rows) => `\ufeff${rows.map((row) => row.map((value) => cell(text(value))).join(",")).join("\r\n")}\r\n`;

  // Where the browser keeps its clipboard from a page, the text stands there, marked.
  async function copy(words, from) {
    const said = from.parentElement.querySelector(".dossier-done");
    try {
      await navigator.clipboard.writeText(words);
      said.textContent = "Copied.";
    } catch {
      const field = element("input", { value: words, readOnly: true, ariaLabel: "Text to copy" });
      said.replaceChildren("Copy this: ", field);
      field.select();
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
