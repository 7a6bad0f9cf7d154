  const element = (name, properties = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(properties)) {
      if (value === null || value === undefined) continue;
      if (key in made && !/^(aria|role|list|form)/.test(key)) made[key] = value;
      else made.setAttribute(key, value);
    }
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
  };
  // Every action has a key, which its button names for all readers.
  const MAC = /Mac|iPhone|iPad/.test(navigator.platform);
  const spoken = (key) => key.replace("Control", MAC ? "⌘" : "Ctrl");
  const button = (label, act, { key, ...properties } = {}) => {
    const keyed = key ? { "aria-keyshortcuts": MAC ? key.replace("Control", "Meta") : key, title: `${properties.title ?? label} (${spoken(key)})` } : {};
    const made = element("button", { type: "button", textContent: label, ...properties, ...keyed });
    made.addEventListener("click", () => act(made));
    return made;
  };
  // Words of the article or of a table: in their own direction, which ends where they end.
  const words = (name, className, textContent) => element(name, { className, textContent, dir: "auto" });

  let named = 0;
  const unique = (what) => `dossier-coder-${what}-${(named += 1)}`;
  const plain = (value) => value.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const sentenceOf = (said) => {
    const begun = /^\S+\.\w/.test(said) ? said : `${said.charAt(0).toUpperCase()}${said.slice(1)}`; // a file keeps its name
    return /[.!?]$/.test(said) ? begun : `${begun}.`;
  };
  const listed = (cell) => (cell ? cell.split("|").filter(Boolean) : []);
  const debounced = (act, milliseconds) => {
    let asked = null;
    const now = () => {
      asked = null;
      act();
    };
    const later = () => {
      clearTimeout(asked);
      asked = setTimeout(now, milliseconds);
    };
    later.cancel = () => {
      clearTimeout(asked);
      asked = null;
    };
    later.flush = () => {
      if (asked === null) return;
      clearTimeout(asked);
      now();
    };
    return later;
  };
