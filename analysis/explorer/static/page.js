  // The saved page. Params of one name and the same options are one family: who moves moves all.
  const idle = () => new Promise((go) => (globalThis.requestIdleCallback ? requestIdleCallback(go, { timeout: 500 }) : setTimeout(go)));

  async function page() {
    const families = new Map();
    const mounts = new Map();
    const params = (host) => JSON.parse(host.dataset.params);
    const family = (param, host) => {
      const known = families.get(param.family);
      if (known) return known;
      const made = { ...param, at: host.id.replace(/^explorer-/, ""), start: param.value ?? null, value: param.value ?? null, members: new Map() };
      if (param.picks) made.picks = new Map();
      families.set(param.family, made);
      return made;
    };
    const addressed = (one) => Boolean(one.bind || one.picks);
    const find = () => {
      for (const host of document.querySelectorAll(".dossier-explorer[data-spec]")) {
        if (mounts.has(host)) continue;
        for (const param of params(host)) {
          const one = family(param, host);
          for (const pick of param.picks ?? []) one.picks?.set(pickWord(pick), pick);
        }
        let done;
        mounts.set(host, () => (done ??= mount(host)));
      }
    };

    // The address says which figure is looked at, and what differs from the page as it opens.
    // Where two families have one name, it follows that of the first figure of each.
    const called = (one) => {
      const alone = [...families.values()].every((other) => other === one || other.key !== one.key || !addressed(other));
      return alone ? one.key : `${one.at}.${one.key}`;
    };
    const query = () => {
      const said = new URLSearchParams();
      for (const one of families.values()) {
        if (!addressed(one) || same(one.start, one.value)) continue;
        for (const word of wordsOf(one)) said.append(called(one), word);
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
    const opened = location.hash;
    async function follow() {
      const [anchor, query] = decoded(location.hash.slice(1));
      const asked = new URLSearchParams(query);
      const refused = [];
      for (const key of new Set(asked.keys())) {
        const named = [...families.values()].filter((one) => addressed(one) && (one.key === key || called(one) === key));
        const known = (word) => named.some((one) => meant(one, word) !== undefined);
        refused.push(...asked.getAll(key).filter((word) => !known(word)).map((word) => `${key} = ${word}`));
        for (const one of named) {
          const values = asked.getAll(key).map((word) => meant(one, word)).filter((value) => value !== undefined);
          if (values.length) await move(one, one.picks ? values.flat() : values.at(-1));
        }
      }
      if (query !== undefined) {
        for (const one of families.values()) if (addressed(one) && !asked.has(one.key) && !asked.has(called(one))) await move(one, one.start);
      }
      notice.hidden = !refused.length;
      notice.textContent = refused.length ? refusal(refused) : "";
      const target = lead(anchor);
      if (!mounts.has(target)) return;
      await mounts.get(target)();
      await target.dossierSettle?.();
    }

    // What is set in a view is so in the whole page, and the other way round.
    async function connected(host, view, own) {
      for (const param of own) {
        const one = family(param);
        const mine = channel(view, param);
        if (one.members.size || addressed(one)) {
          if (!same(mine.read(), one.value)) await mine.write(one.value);
        } else one.value = mine.read();
        one.members.set(host, mine);
        mine.listen(() => {
          const value = mine.read();
          if (same(one.value, value) || same(mine.told, value)) return;
          mine.told = undefined;
          move(one, value);
          if (addressed(one)) tell(host);
        });
      }
    }

    // A chart that was made narrower, or is too wide, is drawn anew when its place is another.
    function refit(host, place, { narrowed }, redraw) {
      const room = place.clientWidth;
      let later;
      const sizes = new ResizeObserver(() => {
        clearTimeout(later);
        later = setTimeout(async () => {
          const now = place.clientWidth;
          if (!now || now === room || matchMedia("print").matches || !(narrowed || tooWide(place))) return;
          sizes.disconnect();
          await redraw();
        }, 150);
      });
      sizes.observe(place);
    }

    async function mount(host) {
      let drawn;
      const kept = [...host.children];
      const redraw = async () => {
        const open = host.querySelector(".dossier-data")?.open;
        const focused = host.contains(document.activeElement) && document.activeElement.name;
        host.style.minHeight = `${host.offsetHeight}px`; // what is below stays where it is
        host.ariaBusy = "true";
        drawn.finalize();
        for (const part of [...host.children]) if (!kept.includes(part)) part.remove();
        await mount(host);
        if (open) host.querySelector(".dossier-data").open = true;
        if (focused) host.querySelector(`[name="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
        host.style.minHeight = "";
        host.ariaBusy = null;
      };
      const caption = host.querySelector("figcaption");
      const title = caption?.querySelector("h3").textContent ?? host.id;
      // A form of its own keeps same-named radio buttons of two explorers apart.
      const inputs = element("form", { className: "dossier-inputs", ariaLabel: `Controls: ${title}`, onsubmit: () => false });
      const onPaper = element("p", { className: "dossier-chosen" });
      const cards = host.querySelector(".dossier-cards");
      const place = element("div", { className: "dossier-picture", hidden: Boolean(cards) });
      if (caption) caption.after(inputs, onPaper, place);
      else host.prepend(inputs, onPaper, place);
      try {
        let whole;
        const spec = () => (whole ??= unpacked(host.dataset.spec));
        const ready = host.dataset.drawn;
        const own = params(host);
        const settle = (view) => connected(host, view, own);
        drawn = await chart(place, spec, inputs, { compiled: ready && JSON.parse(ready), settle });
        const { view } = drawn;
        inputs.dossierOptions = Object.fromEntries(own.map(({ key, bind }) => [key, bind?.options]));
        // The controls answer by now; what is said of the chart was not needed before.
        const { captions, links, arrangement } = await unpacked(host.dataset.more);
        view.dossierTimes ??= timesOf(await spec());
        host.classList.add("dossier-mounted");
        const silence = cards ? dealt(cards, view) : readable(place, links);
        const name = host.id.replace(/^explorer-/, "");
        const said = () => [host.querySelector("figcaption h3")?.textContent ?? name, host.querySelector("figcaption p")?.textContent ?? ""];
        const rows = evidence(host, view, { name, links, caption: said, address: () => address(host), cards });
        const nothing = cards ? () => {} : explained(place, view, said);
        const spoken = captions ? captioned(caption, view, captions) : () => {};
        const menus = captions && narrowed(inputs, view, captions);
        const switches = arranged(inputs, view, arrangement);
        if (menus) host.dossierSettle = menus.settle;
        whenever(view, own, () => {
          menus?.look();
          switches();
          inputs.hidden = !inputs.querySelector(".vega-bind:not([hidden])");
          spoken();
          silence();
          nothing();
          rows();
        });
        if (!cards) scrolls(place);
        host.dossierView = view;
        refit(host, place, drawn, redraw);
      } catch (error) {
        console.error(error);
        host.classList.remove("dossier-mounted");
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
    window.addEventListener("beforeprint", () => {
      for (const inputs of document.querySelectorAll(".dossier-inputs")) inputs.parentElement.querySelector(".dossier-chosen").textContent = chosen(inputs);
    });
    // This script is behind the first figure, which need not wait for the rest of the page.
    find();
    for (const start of mounts.values()) await start();
    if (document.readyState === "loading") {
      await new Promise((parsed) => document.addEventListener("DOMContentLoaded", parsed));
    }
    await idle(); // the first figure answers before the rest of the page is made
    find();
    only();
    if (location.hash) tables(); // a link may lead to a row
    if (location.hash === opened) await follow(); // unless a reader has moved on already
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
