  // A claim to be read: names in place of ids, labels in place of words of a vocabulary.
  function cardOf(session, work) {
    const { held, acts } = session;
    const columns = held.form(work.table)?.columns ?? [];
    const filled = columns.filter(({ name }) => work.cells[name] && name !== held.form(work.table).key);
    const [first, others] = [filled.filter(({ required }) => required), filled.filter(({ required }) => !required)];
    const entries = (list) => element("dl", {}, ...list.flatMap(({ name, label, words: vocabulary }) => {
      const meaning = vocabulary?.find(({ word }) => word === work.cells[name])?.definition;
      const value = words("dd", "", held.shown(work.table, name, work.cells[name]));
      if (meaning) value.append(words("p", "dossier-coder-meaning", meaning));
      return [element("dt", { textContent: label }), value];
    }));
    const node = element("article", { className: "dossier-coder-form dossier-coder-card", "aria-label": "The chosen claim" },
      head({ held, work, words: session.wordsOf(work.place), open: acts.openKey }), entries(first), entries(others), ...restingOn(held, work, null));
    return { node, refresh() {}, focus() {}, end() {} };
  }
