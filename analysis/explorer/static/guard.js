// The id of an element is a global name as well. Libraries look for optional ones of others; what
// an author called a heading must not be found in their place.
for (const { id } of document.querySelectorAll("[id]")) {
  if (globalThis[id] instanceof Node || globalThis[id] instanceof HTMLCollection) {
    Object.defineProperty(globalThis, id, { value: undefined, writable: true, configurable: true });
  }
}
