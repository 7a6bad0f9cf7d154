  // The saved page. Params of one name and the same options are one family: who moves moves all.
  const written = (value) => (typeof value === "string" ? value : JSON.stringify(value));

  // The value that a word of an address stands for; undefined where this page has none.
  function meant({ bind }, word) {
    if (bind?.options) return bind.options.find((option) => written(option) === word);
    if (bind?.input === "checkbox") return { true: true, false: false }[word];
    if (bind?.input === "range" || bind?.input === "number") {
      const number = Number(word);
      const inside = number >= (bind.min ?? -Infinity) && number <= (bind.max ?? Infinity);
      const steps = bind.step ? (number - (bind.min ?? 0)) / bind.step : 0;
      return word.trim() && Number.isFinite(number) && inside && Math.abs(steps - Math.round(steps)) < 1e-6 ? number : undefined;
    }
    if (bind?.input === "date") {
      const day = new Date(/^\d{4}-\d\d-\d\d$/.test(word) ? word : NaN);
      return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(word) ? word : undefined; // 30 February is none
    }
    return bind && word.length <= 200 ? word : undefined;
  }

  // What an address asks for, within bounds: it may be long, or turn round what stands beside it.
  const MOST_REFUSED = 3;
  const LONGEST_REFUSED = 60;
  const quoted = (words) => `\u2068${words.length > LONGEST_REFUSED ? `${words.slice(0, LONGEST_REFUSED)}\u2026` : words}\u2069`;

  const idle = () => new Promise((go) => (globalThis.requestIdleCallback ? requestIdleCallback(go, { timeout: 500 }) : setTimeout(go)));

  async function page() {
    const families = new Map();
    const mounts = new Map();
    const params = (host) => JSON.parse(host.dataset.params);
    const family = (param, host) => {
      const known = families.get(param.family);
      if (known) return known;
      const made = { ...param, at: host.id.replace(/^explorer-/, ""), start: param.value ?? null, value: param.value ?? null, members: new Map() };
      families.set(param.family, made);
      return made;
    };
    const find = () => {
      for (const host of document.querySelectorAll(".dossier-explorer[data-spec]")) {
        if (mounts.has(host)) continue;
        for (const param of params(host)) family(param, host);
        let done;
        mounts.set(host, () => (done ??= mount(host)));
      }
    };

    // The address says which figure is looked at, and what differs from the page as it opens.
    // Where two families have one name, it stands behind that of the first figure of each.
    const called = (one) => {
      const alone = [...families.values()].every((other) => other === one || other.key !== one.key || !other.bind);
      return alone ? one.key : `${one.at}.${one.key}`;
    };
    const query = () => {
      const said = new URLSearchParams();
      for (const one of families.values()) {
        if (one.bind && !same(one.start, one.value)) said.append(called(one), written(one.value));
      }
      return said.size ? `?${said}` : "";
    };
    // Browsers refuse a page that writes its address too often, as a slider would that is dragged.
    const MOST_WRITTEN = 40;
    let lately = 0;
    let later;
    const tell = (host) => {
      clearTimeout(later);
      if (lately >= MOST_WRITTEN) {
        later = setTimeout(tell, 1000, host);
        return;
      }
      lately += 1;
      setTimeout(() => (lately -= 1), 10000);
      history.replaceState(null, "", `#${host.id}${query()}`);
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
        const named = [...families.values()].filter((one) => one.bind && (one.key === key || called(one) === key));
        const found = named.map((one) => [one, meant(one, word)]).filter(([, value]) => value !== undefined);
        if (!found.length) refused.push(quoted(`${key} = ${word}`));
        for (const [one, value] of found) await move(one, value);
      }
      if (query !== undefined) {
        for (const one of families.values()) if (one.bind && !asked.has(one.key) && !asked.has(called(one))) await move(one, one.start);
      }
      notice.hidden = !refused.length;
      notice.textContent = `The address asks for ${refused.slice(0, MOST_REFUSED).join("; ")}${refused.length > MOST_REFUSED ? " and more" : ""}, which this page does not have. The rest of it was followed.`;
      const target = anchor && document.getElementById(anchor);
      if (!target) return;
      for (let part = target; part; part = part.parentElement) if (part.matches("details")) part.open = true;
      if (target.closest("[hidden]")) target.closest(".dossier-table")?.dossierReveal?.();
      target.scrollIntoView();
      if (!mounts.has(target)) return;
      await mounts.get(target)();
      await target.dossierSettle?.();
    }
    const decoded = (hash) => {
      const [anchor, ...rest] = hash.split("?");
      // Back at the bare address, the page is as it opened; an anchor alone leaves it as it is.
      const query = rest.length ? rest.join("?") : hash ? undefined : "";
      try {
        return [decodeURIComponent(anchor), query];
      } catch {
        return [anchor, query];
      }
    };

    async function mount(host) {
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
        const plain = host.dataset.spec;
        const spec = plain.startsWith("{") ? JSON.parse(plain) : await unpacked(plain);
        const { view } = await chart(place, spec, inputs);
        const { captions, links, arrangement } = await unpacked(host.dataset.more);
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
            if (one.bind) tell(host);
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
        const switches = arranged(inputs, view, arrangement);
        if (menus) host.dossierSettle = menus.settle;
        whenever(view, own, () => {
          menus?.look();
          switches();
          inputs.hidden = !inputs.querySelector(".vega-bind:not([hidden])");
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
          const { unfold, fold } = table(host);
          window.addEventListener("beforeprint", unfold);
          window.addEventListener("afterprint", fold);
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
