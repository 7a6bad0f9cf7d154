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

  // Where the browser keeps its clipboard from a page, the text is there instead, marked.
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

  // Page, study and day, for whoever meets a figure elsewhere.
  function origin() {
    const study = [...document.querySelectorAll("header.site .study > *")];
    const parts = [document.title, ...study.map((part) => part.textContent)].map((part) => part.trim());
    return parts.filter(Boolean).reduce((all, part) => (all ? `${all}${/[.?!]$/.test(all) ? "" : "."} ${part}` : part), "");
  }
  // The folders of whoever opened a file mean nothing to others.
  function place(address) {
    const { protocol, pathname, search, hash } = new URL(address);
    return protocol === "file:" ? `${pathname.split("/").pop()}${search}${hash}` : address;
  }

  // The picture as a file, with what is written above it and where it comes from.
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

  // Below a chart: the rows behind what it shows now, and ways to take them along.
  const MOST_SHOWN = 500;
  function evidence(host, view, { name, links, caption, address, cards }) {
    const found = () => (cards ? cardRows(cards) : rowsShown(view));
    const summary = element("summary");
    const body = element("div");
    const tables = element("div");
    const details = element("details", { className: "dossier-data" }, summary, body);
    const cite = () => `${caption()[0]}. ${origin()}${address ? `, ${place(address())}` : ""}`;
    const from = () => `From: ${origin()}`;
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
      const sources = Object.fromEntries(Object.entries(links).filter(([, address]) => /^https?:/i.test(address)));
      const known = (row) => [...new Set(row.flatMap((words) => partsOf(words, sources)))].filter((one) => Object.hasOwn(sources, one)).map((one) => sources[one]).join(" ");
      const address = parts.map(({ rows }) => rows.some(known));
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
    return later(look);
  }
