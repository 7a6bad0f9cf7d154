// The page of the article: the view with what the page has of the dossier, the address of the
// chosen claim, and the way back to where it is mentioned. This is the body of a function that is
// given `state` and `mentions`.
const host = document.querySelector("#article-view");
const anchorOf = (key) => `claim-${key}`;
const part = (name, className, ...children) => {
  const made = document.createElement(name);
  made.className = className;
  made.append(...children);
  return made;
};

// What mentions a claim: each figure, table or section of the other pages.
const mentionedIn = (key) => {
  const pages = new Map();
  for (const [page, words, address] of mentions[anchorOf(key)] ?? []) {
    const link = part("a", "", words || "Its beginning");
    link.href = address;
    link.dir = "auto";
    pages.set(page, [...(pages.get(page) ?? []), part("li", "", link)]);
  }
  if (!pages.size) return null;
  const number = [...pages.values()].flat().length;
  const listed = [...pages].map(([page, links]) => part("li", "", page, part("ul", "", ...links)));
  const list = part("ul", "", ...listed);
  list.dir = "auto";
  const said = part("summary", "", `Mentioned in ${number} place${number === 1 ? "" : "s"} of these pages`);
  return part("details", "article-mentions", said, list);
};

const asked = () => {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return location.hash.slice(1);
  }
};
// Browsers refuse a page that writes its address too often, as a key would that is held down.
let following = false;
let writing;
const write = (key) => history.replaceState(null, "", `#${encodeURIComponent(anchorOf(key))}`);
const opened = (key, card) => {
  if (!key) return;
  const mentioned = mentionedIn(key);
  if (mentioned) card.querySelector("dl").after(mentioned);
  clearTimeout(writing);
  if (!following) writing = setTimeout(write, 150, key);
};
const channel = {
  send() {},
  listen(hear) {
    hear(state);
    return () => {};
  },
};
host.append(part("h2", "article-heading", "Text and claims")); // those of the view are below it
const view = dossierCoder.view(host, channel, { readOnly: true, opened });
host.querySelector(".dossier-coder-text").lang = state.language;
document.documentElement.classList.add("article-shown");

const LONGEST = 60; // characters of an address that are repeated
const notice = part("p", "dossier-notice");
notice.setAttribute("role", "status");
notice.hidden = true;
host.before(notice);
const PARAGRAPH = /^paragraph-(\d+)$/;
const follow = () => {
  const anchor = asked();
  following = true;
  const key = anchor.startsWith(anchorOf("")) ? anchor.slice(anchorOf("").length) : null;
  const found = key !== null && view.choose(key);
  following = false;
  notice.hidden = key === null || found;
  notice.textContent = notice.hidden ? "" : `This text has no claim “${key.slice(0, LONGEST)}”.`;
  const [, number] = PARAGRAPH.exec(anchor) ?? [];
  const paragraph = number && host.querySelectorAll(".dossier-coder-text p")[number];
  paragraph?.scrollIntoView({ block: "start" });
  if (found) host.scrollIntoView({ block: "start" });
};
follow();
addEventListener("hashchange", follow);
