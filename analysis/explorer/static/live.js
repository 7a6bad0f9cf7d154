  // Live: the kernel's model holds value_KEY as Vega knows it and control_KEY as the widget does.
  const pad = (number) => String(number).padStart(2, "0");
  const conversions = (bind) => {
    if (bind?.options) {
      const index = (value) => bind.options.findIndex((option) => same(option, value ?? null));
      return { toValue: (i) => bind.options[i], toControl: (v) => (index(v) < 0 ? null : index(v)) };
    }
    if (bind?.input === "date") {
      const iso = (d) => `${d.getFullYear()}-${pad(d.getMonth() + 1)}-${pad(d.getDate())}`;
      return {
        toValue: (d) => (d ? iso(new Date(d)) : null),
        toControl: (v) => (v ? new Date(`${v}T00:00`) : null),
      };
    }
    return { toValue: (v) => v, toControl: (v) => v };
  };

  // A library comes once per page, from a widget of its own; views may be there before it.
  function library(name) {
    const libraries = (globalThis.dossierLibraries ??= {});
    if (!libraries[name]) {
      let arrived;
      const ready = new Promise((resolve) => (arrived = resolve));
      libraries[name] = { ready, arrived };
    }
    return libraries[name];
  }

  const live = {
    initialize({ model }) {
      for (const { key, bind } of model.get("params")) {
        const { toValue, toControl } = conversions(bind);
        const follow = (from, to, convert) =>
          model.on(`change:${from}_${key}`, () => {
            const wanted = convert(model.get(`${from}_${key}`));
            if (same(wanted, model.get(`${to}_${key}`))) return;
            model.set(`${to}_${key}`, wanted);
            model.save_changes();
          });
        if (bind) {
          follow("control", "value", toValue);
          follow("value", "control", toControl);
        }
      }
    },
    async render({ model, el }) {
      const caption = element("figcaption", { ariaLive: "polite" }, element("h3"), element("p"));
      const html = model.get("html"); // every text in it was escaped where it was written
      const cards = html && element("div", { innerHTML: html }).firstElementChild;
      const place = element("div", { className: "dossier-picture", hidden: Boolean(cards) });
      const host = element("figure", { className: "dossier-explorer", dossierModel: model }, caption, place, ...(cards ? [cards] : []));
      el.append(host);
      await library("vega").ready;
      const { view, finalize } = await chart(place, model.get("spec"), element("div"));
      const followers = [];
      for (const param of model.get("params")) {
        const mine = channel(view, param);
        const name = `value_${param.key}`;
        const follow = () => same(mine.read(), model.get(name)) || mine.write(model.get(name));
        await follow();
        model.on(`change:${name}`, follow);
        mine.listen(() => {
          if (same(mine.read(), model.get(name))) return;
          model.set(name, mine.read());
          model.save_changes();
        });
        followers.push(() => model.off(`change:${name}`, follow));
      }
      const links = model.get("links");
      const silence = cards ? dealt(cards, view) : readable(place, links);
      const said = () => [caption.querySelector("h3").textContent, caption.querySelector("p").textContent];
      const rows = evidence(host, view, { name: model.get("name"), links, caption: said, cards });
      const nothing = cards ? () => {} : explained(place, view, said);
      const words = captioned(caption, view, model.get("captions"));
      whenever(view, model.get("params"), () => {
        words();
        silence();
        nothing();
        rows();
      });
      host.dossierView = view;
      return () => {
        followers.forEach((stop) => stop());
        finalize();
      };
    },
  };

  const liveTable = {
    render({ model, el }) {
      el.innerHTML = model.get("html"); // every cell was escaped where it was written
      table(el.querySelector(".dossier-table"));
    },
  };
