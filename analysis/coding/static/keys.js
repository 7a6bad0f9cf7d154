  // Every action has a key. Letters act where no text is typed: in the article and in the list.
  const KEYS = [
    ["In the article", [["Shift+arrows", "Select words"], ["Enter", "Code the selected words, or open the claim at the caret"], ["w", "Move the open claim to the selected words"]]],
    ["In the list", [["↑ ↓ Home End", "Walk through the claims"], ["Enter", "Go to the form"], ["f", "Choose which claims are listed"], ["/", "Search the claims"]]],
    ["In the article and in the list", [["a", "Accept a proposal"], ["m", "Amend a proposal"], ["r", "Reject a proposal"], ["t", "Code a tie from the claim"], ["x", "Code a transfer from the claim"], ["Delete", "Remove the claim, or discard its draft"], ["Control+Z", "Undo the last saved step"], ["?", "Show these keys"]]],
    ["Everywhere", [["Control+S", "Save"], ["Alt+↑ Alt+↓", "Previous or next claim"], ["Escape", "Back to the article"]]],
  ];
  const KEYS_OF_READERS = [
    ["In the list", [["↑ ↓ Home End", "Walk through the claims"], ["/", "Search the claims"]]],
    ["Everywhere", [["Alt+↑ Alt+↓", "Previous or next claim"], ["Escape", "Back to the article"], ["?", "Show these keys"]]],
  ];
  function helpPanel(readOnly, closed) {
    const done = button("Close", () => closed(), { key: "Escape" });
    const title = element("h4", { textContent: "Keys", id: unique("keys") });
    const groups = (readOnly ? KEYS_OF_READERS : KEYS).map(([label, keys]) => element("section", {}, element("h5", { textContent: label }),
      element("dl", {}, ...keys.flatMap(([key, does]) => [element("dt", {}, element("kbd", { textContent: spoken(key) })), element("dd", { textContent: does })]))));
    const node = element("div", { className: "dossier-coder-keys", role: "dialog", "aria-labelledby": title.id, hidden: true }, element("header", {}, title, done), ...groups);
    return { node, done };
  }

  const writes = (target) => target.matches?.("input, textarea, select");
  // What a key does; false where it does nothing, so that the browser acts on it.
  function pressed(event, acts) {
    const { key, target } = event;
    const command = (MAC ? event.metaKey : event.ctrlKey) && !event.altKey;
    if (event.isComposing) return false;
    if (event.altKey && !event.ctrlKey && !event.metaKey && (key === "ArrowUp" || key === "ArrowDown")) return acts.step(key === "ArrowDown" ? 1 : -1);
    if (key === "Escape") return acts.escape();
    if (command && key.toLowerCase() === "s") return acts.save();
    if (writes(target)) return false;
    if (command && key.toLowerCase() === "z") return acts.undo();
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    if (key === "Enter") return !event.shiftKey && acts.enter(target);
    if (target.closest("summary, button") && key === " ") return false;
    const named = { a: "accept", r: "reject", m: "amend", w: "move", t: "tie", x: "transfer", f: "filter", Delete: "remove", "/": "search", "?": "help" };
    return named[key] ? acts[named[key]]() : false;
  }
