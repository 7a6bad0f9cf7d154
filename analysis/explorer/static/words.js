  // All marks that are drawn, with the item of the chart behind each.
  function* items(part) {
    for (const below of part.items ?? []) {
      if (below.tooltip !== undefined || below.text !== undefined) yield [below, part];
      yield* items(below);
    }
  }

  const sentences = (first, second) =>
    first && second ? `${first}${/[.?!]$/.test(first) ? "" : "."} ${second}` : first || second;

  // Title and sentence above the picture follow the controls, and are what is spoken of it.
  function captioned(caption, view, { keys, states, controls, layer, note }) {
    const worded = new Map(states.map((state) => [JSON.stringify(state.slice(0, -2).map(rounded)), state.slice(-2)]));
    const label = ({ key, options, labels }) => {
      const value = view.signal(key);
      const at = options?.findIndex((option) => same(option, value ?? null)) ?? -1;
      if (at >= 0) return labels[at];
      return value === true ? "yes" : value === false ? "" : text(rounded(value) ?? "");
    };
    const written = () => {
      if (layer) {
        for (const [item, mark] of items(view.scenegraph().root)) {
          if (mark.name !== "caption_marks") continue;
          const [title, ...rest] = [item.text].flat().join("\n").split("\n");
          return [title, rest.join(" ")];
        }
        return ["Nothing to show", ""];
      }
      const found = worded.get(JSON.stringify(keys.map((key) => rounded(view.signal(key)))));
      const [title, sentence] = found ?? ["Nothing to show", "There is nothing for this choice."];
      const chosen = controls.map((one) => [one.name, label(one)]).filter(([, value]) => value);
      const spoken = chosen.map((pair) => pair.join(": ")).join("; ");
      return [title, sentences(sentence, spoken && `${spoken}.`)];
    };
    const heading = caption.querySelector("h3");
    const paragraph = caption.querySelector("p") ?? caption.appendChild(element("p"));
    const look = () => {
      const [title, words] = written();
      const sentence = sentences(words, note);
      if (heading.textContent !== title) heading.textContent = title;
      if (paragraph.textContent !== sentence) paragraph.textContent = sentence;
      paragraph.hidden = !sentence;
      view.description(sentences(title, sentence));
    };
    return look;
  }

  // Do it now, and once after each change of whatever can be set.
  function whenever(view, params, look) {
    let asked = false;
    const soon = () => {
      if (asked) return;
      asked = true;
      view.runAfter(() => {
        asked = false;
        look();
      });
    };
    for (const param of params) channel(view, param).listen(soon);
    look();
  }

  // A plot without a mark says in its middle why.
  function explained(place, view, caption) {
    const said = element("p", { className: "dossier-nothing", hidden: true, ariaHidden: "true" });
    place.append(said);
    return () => {
      const [title, sentence] = caption();
      said.textContent = sentence || title;
      said.hidden = !showsNothing(view);
    };
  }
