  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  // A slider stops at 0.3; who counts its steps may be at 0.30000000000000004.
  const rounded = (value) => (typeof value === "number" ? Number(value.toFixed(9)) : (value ?? null));
  const text = (value) => (value !== null && typeof value === "object" ? JSON.stringify(value) : String(value));
  const element = (name, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };
  const button = (label, act) => {
    const made = element("button", { type: "button", textContent: label });
    made.addEventListener("click", () => act(made));
    return made;
  };

  // Does it once after what is going on now, however often it is asked: a picture is redrawn first.
  const later = (act) => {
    let asked = null;
    return () => {
      asked ??= setTimeout(() => {
        asked = null;
        act();
      });
    };
  };

  // What a page has in one attribute, compressed.
  async function unpacked(words) {
    const plain = atob(words);
    const bytes = new Uint8Array(plain.length);
    for (let at = 0; at < plain.length; at += 1) bytes[at] = plain.charCodeAt(at);
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).json();
  }
