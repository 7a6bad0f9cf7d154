  // The saved page. Params of one name and the same options are one family: who moves moves all.
  const written = (value) => (typeof value === "string" ? value : JSON.stringify(value));

  // The value that a word of an address stands for; undefined where this page has none.
  function meant({ bind }, word) {
    if (bind?.options) return bind.options.find((option) => written(option) === word);
    if (bind?.input === "checkbox") return { true: true, false: false }[word];
    if (bind?.input === "range" || bind?.input === "number") {
      const number = Number(word);
      const inside = number >= (bind.min ?? -Infinity) && number <= (bind.max ?? Infinity);
      return word.trim() && Number.isFinite(number) && inside ? number : undefined;
    }
    if (bind?.input === "date") return /^\d{4}-\d\d-\d\d$/.test(word) ? word : undefined;
    return bind && word.length <= 200 ? word : undefined;
  }

  const idle = () => new Promise((go) => (globalThis.requestIdleCallback ? requestIdleCallback(go, { timeout: 500 }) : setTimeout(go)));

  async function page() {
    const families = new Map();
    const mounts = new Map();
    const params = (host) => JSON.parse(host.dataset.params);
    const family = (param) => {
      const known = families.get(param.family);
      if (known) return known;
      const made = { ...param, start: param.value ?? null, value: param.value ?? null, members: new Map() };
      families.set(param.family, made);
      return made;
    };
    const find = () => {
      for (const host of document.querySelectorAll(".dossier-explorer[data-spec]")) {
        if (mounts.has(host)) continue;
        params(host).forEach(family);
        let done;
        mounts.set(host, () => (done ??= mount(host)));
      }
    };

    // The address says which figure is looked at, and what differs from the page as it opens.
    const query = () => {
      const said = new URLSearchParams();
      for (const { key, bind, start, value } of families.values()) {
        if (bind && !same(start, value)) said.append(key, written(value));
      }
      return said.size ? `?${said}` : "";
    };
    const address = (host) => `${location.href.split("#")[0]}#${host.id}${query()}`;
    const move = async (one, value) => {
      one.value = value;
      for (const mine of one.members.values()) {
        if (!same(one.value, value)) return; // a later choice has overtaken this one
        if (same(mine.read(), value)) continue;
        mine.told = value;
        await mine.write(value);
      }
    };
    const notice = element("p", { className: "dossier-notice", role: "status", hidden: true });
    document.querySelector("main")?.prepend(notice);
    async function follow() {
      const [anchor, query] = decoded(location.hash.slice(1));
      const asked = new URLSearchParams(query);
      const refused = [];
      for (const [key, word] of asked) {
        const named = [...families.values()].filter((one) => one.key === key && one.bind);
        const found = named.map((one) => [one, meant(one, word)]).filter(([, value]) => value !== undefined);
        if (!found.length) refused.push(`${key} = ${word}`);
        for (const [one, value] of found) await move(one, value);
      }
      if (query !== undefined) {
        for (const one of families.values()) if (one.bind && !asked.has(one.key)) await move(one, one.start);
      }
      notice.hidden = !refused.length;
      notice.textContent = `The address asks for ${refused.join("; ")}, which this page does not have. The rest of it was followed.`;
      const target = anchor && document.getElementById(anchor);
      if (!target) return;
      for (let part = target; part; part = part.parentElement) if (part.matches("details")) part.open = true;
      target.scrollIntoView();
      if (!mounts.has(target)) return;
      await mounts.get(target)();
      await target.dossierSettle?.();
    }
    const decoded = (hash) => {
      const [anchor, ...query] = hash.split("?");
      try {
        return [decodeURIComponent(anchor), query.length ? query.join("?") : undefined];
      } catch {
        return [anchor, undefined];
      }
    };

    async function mount(host) {
      const spec = JSON.parse(host.dataset.spec);
      const captions = host.dataset.captions && JSON.parse(host.dataset.captions);
      const links = Object.freeze(JSON.parse(host.dataset.links ?? "{}"));
      const caption = host.querySelector("figcaption");
      const title = caption?.querySelector("h3").textContent ?? host.id;
      // A form of its own keeps same-named radio buttons of two explorers apart.
      const inputs = element("form", { className: "dossier-inputs", ariaLabel: `Controls: ${title}`, onsubmit: () => false });
      const onPaper = element("p", { className: "dossier-chosen" });
      const cards = host.querySelector(".dossier-cards");
      const place = element("div", { className: "dossier-picture", hidden: Boolean(cards) });
      if (caption) caption.after(inputs, onPaper, place);
      else host.prepend(inputs, onPaper, place);
      window.addEventListener("beforeprint", () => (onPaper.textContent = chosen(inputs)));
      try {
        const { view } = await chart(place, spec, inputs);
        const own = params(host);
        inputs.dossierOptions = Object.fromEntries(own.map(({ key, bind }) => [key, bind?.options]));
        for (const param of own) {
          const one = family(param);
          const mine = channel(view, param);
          if (one.members.size || one.bind) {
            if (!same(mine.read(), one.value)) await mine.write(one.value);
          } else one.value = mine.read();
          one.members.set(host, mine);
          mine.listen(() => {
            const value = mine.read();
            if (same(one.value, value) || same(mine.told, value)) return;
            mine.told = undefined;
            move(one, value);
            if (one.bind) history.replaceState(null, "", `#${host.id}${query()}`);
          });
        }
        host.classList.add("dossier-mounted");
        const silence = cards ? dealt(cards, view) : readable(place, links);
        const name = host.id.replace(/^explorer-/, "");
        const said = () => [host.querySelector("figcaption h3")?.textContent ?? name, host.querySelector("figcaption p")?.textContent ?? ""];
        const rows = evidence(host, view, { name, links, caption: said, address: () => address(host), cards });
        const nothing = cards ? () => {} : explained(place, view, said);
        const words = captions ? captioned(caption, view, captions) : () => {};
        const menus = captions && narrowed(inputs, view, captions);
        if (menus) host.dossierSettle = menus.settle;
        whenever(view, own, () => {
          menus?.look();
          words();
          silence();
          nothing();
          rows();
        });
        if (!cards) scrolls(place);
        host.dossierView = view;
      } catch (error) {
        console.error(error);
        host.classList.add("dossier-failed");
        inputs.remove();
        onPaper.remove();
        place.textContent = "This chart cannot be interactive here; a picture follows.";
      }
    }

    let made = false;
    const tables = () => {
      if (made) return;
      made = true;
      for (const host of document.querySelectorAll("main .dossier-table")) {
        if (host.closest(".dossier-data")) continue;
        try {
          const { show } = table(host);
          window.addEventListener("beforeprint", show);
        } catch (error) {
          console.error(error); // it is still a table
        }
      }
    };
    // This script stands behind the first figure, which need not wait for the rest of the page.
    find();
    for (const start of mounts.values()) await start();
    if (document.readyState === "loading") {
      await new Promise((parsed) => document.addEventListener("DOMContentLoaded", parsed));
    }
    await idle(); // the first figure answers before the rest of the page is made
    find();
    only();
    if (location.hash) tables(); // a link may lead to a row
    await follow();
    // What is near is mounted first, then tables are made; other charts mount when they come near.
    const nearest = () => new Promise((seen) => {
      let first = true;
      const coming = new IntersectionObserver((entries) => {
        const close = entries.filter(({ isIntersecting }) => isIntersecting).map(({ target }) => target);
        for (const host of close) coming.unobserve(host);
        if (first) seen(close);
        else for (const host of close) void mounts.get(host)();
        first = false;
      }, { rootMargin: "100% 0px" });
      for (const host of mounts.keys()) coming.observe(host);
    });
    if (mounts.size) {
      for (const host of await nearest()) {
        await idle();
        await mounts.get(host)();
      }
    }
    tables();
    window.addEventListener("hashchange", follow);
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") document.getElementById("vg-tooltip-element")?.classList.remove("visible");
    });
    dossier.mountAll = async () => {
      for (const start of mounts.values()) await start();
    };
    document.documentElement.classList.add("dossier-ready");
  }

  // One figure alone, to be embedded: page.html?only=NAME
  function only() {
    const name = new URLSearchParams(location.search).get("only");
    if (!name) return;
    const figure = document.getElementById(`explorer-${name}`) ?? document.getElementById(`table-${name}`);
    if (figure) document.querySelector("main").replaceChildren(figure);
    if (figure) document.documentElement.classList.add("dossier-only");
  }

  // On paper a control is the value it has; a box that is not ticked says nothing.
  function chosen(inputs) {
    const value = (bind) => {
      const input = bind.querySelector("select, input:checked, input:not([type=radio], [type=checkbox])");
      if (input?.type === "checkbox") return "yes";
      if (input?.type === "radio") return input.labels[0].textContent;
      return input?.selectedOptions?.[0]?.text ?? input?.value;
    };
    return [...inputs.querySelectorAll(".vega-bind:not([hidden])")]
      .map((bind) => [bind.querySelector(".vega-bind-name").textContent.trim(), value(bind)])
      .filter(([, value]) => value)
      .map((pair) => pair.join(": "))
      .join("; ");
  }
