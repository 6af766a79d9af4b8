// Where the nodes of a graph stand: each one layer behind the furthest of those that lead to it, near them within the layer.

/**
 * @param keys the keys of the nodes
 * @param edges pairs [from, to] of keys; those that close a cycle are followed once
 * @returns a map of {layer, row, rows} by key, where rows is how many share the layer
 */
export function layers(keys, edges) {
  const next = new Map(keys.map(key => [key, []]));
  edges.forEach(([from, to]) => next.has(from) && next.has(to) && next.get(from).push(to));
  const order = topological(keys, next);
  const position = new Map(order.map((key, i) => [key, i]));
  const layer = new Map(keys.map(key => [key, 0]));
  const before = new Map(keys.map(key => [key, []]));
  for (const from of order) {
    for (const to of next.get(from)) {
      if (position.get(to) > position.get(from)) {
        layer.set(to, Math.max(layer.get(to), layer.get(from) + 1));
        before.get(to).push(from);
      }
    }
  }
  const columns = [];
  order.forEach(key => (columns[layer.get(key)] ??= []).push(key));
  const places = new Map();
  for (const [i, column] of columns.entries()) {
    const middle = new Map(column.map((key, row) => [key, meanRow(before.get(key), places) ?? row]));
    column.sort((a, b) => middle.get(a) - middle.get(b));
    column.forEach((key, row) => places.set(key, {layer: i, row, rows: column.length}));
  }
  return places;
}

/** Those that lead to a node come before it, as far as there is no cycle. */
function topological(keys, next) {
  const seen = new Set();
  const reversed = [];
  for (const start of keys) {
    const path = seen.has(start) ? [] : [{key: start, at: 0}];
    seen.add(start);
    while (path.length > 0) {
      const top = path.at(-1);
      const to = next.get(top.key)[top.at++];
      if (to === undefined) {
        reversed.push(path.pop().key);
      } else if (!seen.has(to)) {
        seen.add(to);
        path.push({key: to, at: 0});
      }
    }
  }
  return reversed.reverse();
}

/** Rows count from the middle of their layer. */
function meanRow(keys, places) {
  const rows = keys.map(key => places.get(key)).filter(place => place).map(place => place.row - (place.rows - 1) / 2);
  return rows.length === 0 ? undefined : rows.reduce((a, b) => a + b) / rows.length;
}
