// The page as a function of what it shows: a view returns descriptions of elements, and patch() makes the page equal to them.
// What is the same stays the same element, so that focus, selection and scrolling survive each look. Text gets into the page
// by text nodes and attributes only, so it is never taken for HTML.

const SVG = "http://www.w3.org/2000/svg";
const KEY = Symbol("key");
const GIVEN = Symbol("given attributes");

export const byId = id => document.getElementById(id);

/**
 * Describes an element. Of its attributes, `key` tells it from its siblings over time, `style` is an object of CSS properties,
 * `on…` are handlers, and `own` is a function that fills the element by itself, whose children patch() leaves alone.
 * Attributes that are undefined or false, and children that are undefined, false or empty, are left out.
 */
export function h(tag, attributes, ...children) {
  const {key, own, ...given} = attributes ?? {};
  return {tag, key, own, given, children: shown(children)};
}

/** Makes the children of an element those that are described. */
export function patch(parent, ...described) {
  const wanted = shown(described);
  const old = [...parent.childNodes];
  const byKey = new Map(old.filter(node => node[KEY] !== undefined).map(node => [node[KEY], node]));
  const others = old.filter(node => node[KEY] === undefined);
  const nodes = wanted.map(one => reusable(one, byKey, others) ?? make(one, parent));
  const kept = new Set(nodes);
  old.filter(node => !kept.has(node)).forEach(node => node.remove());
  let place = parent.firstChild;
  nodes.forEach((node, i) => {
    if (node === place) {
      place = node.nextSibling;
    } else {
      parent.insertBefore(node, place);
    }
    update(node, wanted[i]);
  });
}

function shown(children) {
  return children.flat(Infinity).filter(child => child !== undefined && child !== false && child !== "");
}

/** Takes a node that can be made what is described from those there are, or nothing. */
function reusable(described, byKey, others) {
  const name = described.tag ?? "#text";
  if (described.key !== undefined) {
    const node = byKey.get(described.key);
    byKey.delete(described.key);
    return node?.nodeName.toLowerCase() === name ? node : undefined;
  }
  const at = others.findIndex(node => node.nodeName.toLowerCase() === name);
  return at < 0 ? undefined : others.splice(at, 1)[0];
}

function make(described, parent) {
  if (described.tag === undefined) {
    return document.createTextNode("");
  }
  const inSvg = described.tag === "svg" || parent.namespaceURI === SVG;
  const node = inSvg ? document.createElementNS(SVG, described.tag) : document.createElement(described.tag);
  node[KEY] = described.key;
  return node;
}

function update(node, described) {
  if (described.tag === undefined) {
    const text = String(described);
    if (node.data !== text) {
      node.data = text;
    }
    return;
  }
  const before = node[GIVEN] ?? {};
  for (const name of Object.keys(before)) {
    if (!(name in described.given)) {
      set(node, name, undefined, before[name]);
    }
  }
  for (const [name, value] of Object.entries(described.given)) {
    if (value !== before[name]) {
      set(node, name, value, before[name]);
    }
  }
  node[GIVEN] = described.given;
  if (described.own) {
    described.own(node);
  } else {
    patch(node, described.children);
  }
}

function set(node, name, value, before) {
  if (name === "style") {
    for (const property of Object.keys(before ?? {})) {
      value?.[property] ?? node.style.removeProperty(property);
    }
    for (const [property, text] of Object.entries(value ?? {})) {
      node.style.setProperty(property, text);
    }
  } else if (name.startsWith("on")) {
    node[name] = value ?? null;
  } else if (value === undefined || value === false) {
    node.removeAttribute(name);
  } else {
    node.setAttribute(name, value === true ? "" : value);
  }
}
