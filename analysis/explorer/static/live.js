  // Live: the kernel's model has value_KEY as Vega knows it and control_KEY as the widget does.
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

  // A live view is known to its kernel alone. So JupyterLab saves of a figure what any reader can
  // show, and while the kernel lives, a notebook that is opened again has its live views again.
  const WIDGET_VIEW = "application/vnd.jupyter.widget-view+json";
  const OURS = ["application/vnd.dossier.figure+json", "application/vnd.dossier.table+json"];
  const ours = ({ data }) => data && OURS.map((kind) => data[kind]).find(Boolean);
  async function kept(model) {
    const context = model.widget_manager?.context; // where there is none, nothing is saved
    if (!context?.model?.toJSON) return;
    if (!context.dossierSaves) {
      const notebook = context.model;
      const whole = notebook.toJSON.bind(notebook);
      notebook.toJSON = () => {
        const file = structuredClone(whole());
        for (const { outputs } of file.cells ?? []) {
          for (const output of outputs ?? []) if (ours(output)) delete output.data[WIDGET_VIEW];
        }
        return file;
      };
      context.dossierSaves = true;
    }
    await context.ready;
    for (const { outputs } of context.model.cells ?? []) {
      for (let at = 0; at < (outputs?.length ?? 0); at += 1) {
        const output = structuredClone(outputs.get(at).toJSON());
        if (ours(output)?.name !== model.get("name") || output.data[WIDGET_VIEW]) continue;
        output.data[WIDGET_VIEW] = { version_major: 2, version_minor: 0, model_id: model.get("model") };
        outputs.set(at, output);
      }
    }
  }

  // The controls are ipywidgets of the kernel, in the place and by the names of a page's inputs.
  async function controls(model) {
    const manager = model.widget_manager;
    const bound = model.get("params").filter(({ bind }) => bind);
    const views = await Promise.all(model.get("controls").map(async (id) => {
      const shown = await manager.create_view(await manager.get_model(id.replace("IPY_MODEL_", "")));
      shown.trigger("displayed"); // it takes its style and layout
      return shown;
    }));
    const named = () => views.forEach(({ el }, at) => {
      const own = el.querySelectorAll("select, input"); // some are made anew when their value changes
      for (const one of own.length ? own : [el]) one.setAttribute("name", bound[at].key);
      (el.querySelector(".widget-label-basic span") ?? el.querySelector(".widget-label"))?.classList.add("vega-bind-name");
    });
    named();
    const binds = views.map(({ el }) => element("div", { className: "vega-bind" }, el));
    // A form of its own keeps same-named radio buttons of two explorers apart.
    const inputs = element("form", { className: "dossier-inputs dossier-controls", onsubmit: () => false }, ...binds);
    inputs.dossierOptions = Object.fromEntries(bound.map(({ key, bind }) => [key, bind.options]));
    return { inputs, named, remove: () => views.forEach((one) => one.remove()) };
  }

  // A picture fits its place, so it is drawn when that has a width: a notebook shows what is near.
  const placed = (el) => new Promise((seen) => {
    const sizes = new ResizeObserver(() => {
      if (!el.clientWidth) return;
      sizes.disconnect();
      seen();
    });
    sizes.observe(el);
  });

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
      void kept(model);
    },
    render({ model, el }) {
      const caption = element("figcaption", { ariaLive: "polite" }, element("h3"), element("p"));
      const html = model.get("html"); // every text in it was escaped where it was written
      const cards = html && element("div", { innerHTML: html }).firstElementChild;
      const place = element("div", { className: "dossier-picture", hidden: Boolean(cards) });
      const host = element("figure", { className: "dossier-explorer" }, caption, place, ...(cards ? [cards] : []));
      el.append(host);
      const ends = [];
      let ended = false;
      const draw = async () => {
        const { inputs, named, remove } = await controls(model);
        ends.push(remove);
        caption.after(inputs);
        await Promise.all([library("vega").ready, placed(el)]);
        if (ended) return;
        const params = model.get("params");
        const { view, finalize } = await chart(place, model.get("spec"), element("div"));
        ends.push(finalize);
        for (const param of params) {
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
          ends.push(() => model.off(`change:${name}`, follow));
        }
        const links = model.get("links");
        const silence = cards ? dealt(cards, view) : readable(place, links);
        const said = () => [caption.querySelector("h3").textContent, caption.querySelector("p").textContent];
        const rows = evidence(host, view, { name: model.get("name"), links, caption: said, cards });
        const nothing = cards ? () => {} : explained(place, view, said);
        const words = captioned(caption, view, model.get("captions"));
        const menus = narrowed(inputs, view, model.get("captions"));
        const switches = arranged(inputs, view, model.get("arrangement"));
        whenever(view, params, () => {
          named();
          menus.look();
          switches();
          words();
          silence();
          nothing();
          rows();
        });
        host.dossierView = view;
      };
      draw().catch((error) => {
        console.error(error);
        place.textContent = "This chart cannot be drawn here.";
      });
      return () => {
        ended = true;
        ends.forEach((end) => end());
      };
    },
  };

  const liveTable = {
    initialize({ model }) {
      void kept(model);
    },
    render({ model, el }) {
      el.innerHTML = model.get("html"); // every cell was escaped where it was written
      table(el.querySelector(".dossier-table"));
    },
  };
