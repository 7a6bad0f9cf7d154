  // Cards in place of a picture: the chart says which are shown, and in which order.
  function dealt(cards, view) {
    const all = new Map([...cards.querySelectorAll("[data-card]")].map((card) => [Number(card.dataset.card), card]));
    return () => {
      const shown = [];
      for (const [item, mark] of items(view.scenegraph().root)) {
        if (mark.name === "cards_marks") shown.push(text(item.text).split(" ").map(Number));
      }
      shown.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
      for (const card of all.values()) card.hidden = true;
      for (const [, number] of shown) {
        const card = all.get(number);
        if (!card) continue; // a state shows a card that there is not
        card.hidden = false;
        card.parentElement.append(card);
      }
      for (const part of cards.querySelectorAll("section")) part.hidden = !part.querySelector("li:not([hidden])");
    };
  }
  const said = (card, which, between, say = (part) => part.textContent.trim()) =>
    [...card.querySelectorAll(which)].map(say).join(between);
  const CARD = {
    Group: (card) => said(card.closest("section"), "h4", " "),
    What: (card) => said(card, ".dossier-heading", " "),
    Labels: (card) => said(card, ".dossier-chips span", "; "),
    "In full": (card) => said(card, "p:not([class])", " "),
    Addresses: (card) => [...new Set(said(card, "a", " ", (link) => link.href).split(" "))].join(" "),
  };
  const cardRows = (cards) => {
    const shown = [...cards.querySelectorAll("li:not([hidden])")];
    return [{ heads: Object.keys(CARD), rows: shown.map((card) => Object.values(CARD).map((column) => column(card))) }];
  };
