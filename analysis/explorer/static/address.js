  // What an address says of the controls and selections of a page, in ids, dates and words.
  const written = (value) => (typeof value === "string" ? value : JSON.stringify(value));
  const pickWord = (pick) => written(pick.length === 1 ? pick[0] : pick);

  // Each pick of a selection is a word of its own, and none is an empty one.
  const wordsOf = ({ picks, value }) => (picks ? (value?.length ? value.map(pickWord) : [""]) : [written(value)]);

  // The value that a word of an address stands for, of a selection a list of picks; undefined where
  // this page has none.
  function meant({ bind, picks }, word) {
    if (picks) return picks.has(word) ? [picks.get(word)] : word ? undefined : [];
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
      return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(word) ? word : undefined; // there is no 30 February
    }
    return bind && word.length <= 200 ? word : undefined;
  }

  // Back at the bare address, the page is as it opened; an anchor alone leaves it as it is.
  function decoded(hash) {
    const [anchor, ...rest] = hash.split("?");
    const query = rest.length ? rest.join("?") : hash ? undefined : "";
    try {
      return [decodeURIComponent(anchor), query];
    } catch {
      return [anchor, query];
    }
  }

  // What an address asks for, within bounds: it may be long, or turn round what is beside it.
  const MOST_REFUSED = 3;
  const LONGEST_REFUSED = 60;
  const quoted = (asked) => `\u2068${asked.length > LONGEST_REFUSED ? `${asked.slice(0, LONGEST_REFUSED)}\u2026` : asked}\u2069`;
  const refusal = (refused) =>
    `The address asks for ${refused.slice(0, MOST_REFUSED).map(quoted).join("; ")}${refused.length > MOST_REFUSED ? " and more" : ""}, which this page does not have. The rest of it was followed.`;

  // Shows what a link leads to, which may be folded, a row or a card that is not shown just now.
  function lead(anchor) {
    const target = anchor && document.getElementById(anchor);
    if (!target) return null;
    for (let part = target; part; part = part.parentElement) if (part.matches("details")) part.open = true;
    if (target.closest("[hidden]")) target.closest(".dossier-table")?.dossierReveal?.();
    (target.closest("[hidden]") ? target.closest("figure") : target)?.scrollIntoView();
    return target;
  }
