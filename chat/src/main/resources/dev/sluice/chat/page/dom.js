// Small helpers for elements. Text gets into the page by textContent only, so it is never taken for HTML.

export const byId = id => document.getElementById(id);

/** Makes an element with attributes, whose children are elements or text. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) {
      made.addEventListener(name.slice(2), value);
    } else if (value !== undefined && value !== false) {
      made.setAttribute(name, value === true ? "" : value);
    }
  }
  made.append(...children);
  return made;
}

/** Makes the children of a list those that are wanted, and touches only what is different. */
export function reconcile(list, wanted) {
  const keep = new Set(wanted);
  [...list.children].forEach(child => keep.has(child) || child.remove());
  let next = list.firstElementChild;
  for (const child of wanted) {
    if (child === next) {
      next = next.nextElementSibling;
    } else {
      list.insertBefore(child, next);
    }
  }
}
