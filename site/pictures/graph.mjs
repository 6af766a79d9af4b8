// Pictures of goroutines and the channels between them, at one moment. Places are columns and rows of a grid.

import { arrow, box, colours, element, frame, picture, text, value, widthOf } from './svg.mjs';

const COLUMN = 158;
const ROW = 58;
const HEIGHT = 34;
const SLOT = 24;
const MARGIN = 10;

const node = (kind, name, column, row, label = name) => ({ kind, name, column, row, label, width: Math.max(76, widthOf(label) + 24) });

export const go = (name, column, row, label) => node('goroutine', name, column, row, label);
export const waits = (name, column, row, label) => node('waits', name, column, row, label);
export const failed = (name, column, row, label) => node('failed', name, column, row, label);
export const cancelled = (name, column, row, label) => node('cancelled', name, column, row, label);
export const code = (name, column, row, label) => node('code', name, column, row, label);

/** A buffered channel: its slots, the rightmost of which is received next. */
export const queue = (name, column, row, slots, values = '', label = '') => (
  { kind: 'queue', name, column, row, slots, values: words(values), label, width: slots * SLOT });

/** A point between two lines. */
export const point = (name, column, row) => ({ kind: 'point', name, column, row, width: 0 });

/** A channel without a buffer, with values on their way. It leaves and enters sideways, or down where the options say so. */
export const send = (from, to, values = '', options = {}) => ({ kind: 'send', from, to, values: words(values), ...options });

/** A close, a cancellation or another signal. */
export const signal = (from, to, label = '', options = {}) => ({ kind: 'signal', from, to, label, values: [], ...options });

export const note = (column, row, label, style) => ({ kind: 'note', column, row, label, style });

/** A frame around the grid from one place to another. */
export const scope = (label, column, row, toColumn, toRow) => ({ kind: 'scope', label, column, row, toColumn, toRow });

const words = values => values.split(' ').filter(each => each);

export function graph(title, ...parts) {
  const nodes = new Map(parts.filter(part => part.name).map(part => [part.name, part]));
  const bounds = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  const include = (left, top, right, bottom) => {
    bounds.left = Math.min(bounds.left, left);
    bounds.top = Math.min(bounds.top, top);
    bounds.right = Math.max(bounds.right, right);
    bounds.bottom = Math.max(bounds.bottom, bottom);
  };
  const order = { scope: 0, send: 1, signal: 1, note: 3 };
  const drawn = [...parts]
    .sort((a, b) => (order[a.kind] ?? 2) - (order[b.kind] ?? 2))
    .map(part => draw(part, nodes, include));
  const [width, height] = [bounds.right - bounds.left + 2 * MARGIN, bounds.bottom - bounds.top + 2 * MARGIN];
  const moved = element('g', { transform: `translate(${Math.round(MARGIN - bounds.left)} ${Math.round(MARGIN - bounds.top)})` }, drawn.join('\n'));
  return picture(title, width, height, [moved]);
}

function draw(part, nodes, include) {
  const [x, y] = [part.column * COLUMN, part.row * ROW];
  switch (part.kind) {
    case 'point':
      include(x, y - 6, x, y + 6);
      return '';
    case 'note': {
      const half = widthOf(part.label) / 2;
      const [left, right] = part.style === 'left' ? [x, x + 2 * half] : [x - half, x + half];
      include(left, y - 9, right, y + 9);
      return text(x, y, part.label, part.style);
    }
    case 'scope': {
      const [left, top, right, bottom] = [x - 62, y - 44, part.toColumn * COLUMN + 62, part.toRow * ROW + 30];
      include(left, top, right, bottom);
      return frame(left, top, right - left, bottom - top, part.label);
    }
    case 'queue': {
      const left = x - part.width / 2;
      include(left, y - 14, left + part.width, y + (part.label ? 32 : 14));
      const slots = Array.from({ length: part.slots }, (_, i) => element('rect', {
        x: left + i * SLOT, y: y - 13, width: SLOT, height: 26, fill: 'none', stroke: colours.line, 'stroke-width': 1.5 }));
      const values = part.values.map((each, i) => value(left + (part.slots - part.values.length + i + 0.5) * SLOT, y, each));
      return [...slots, ...values, part.label ? text(x, y + 25, part.label, 'small') : ''].join('');
    }
    case 'send':
    case 'signal':
      return line(part, nodes, include);
    default:
      include(x - part.width / 2, y - HEIGHT / 2, x + part.width / 2, y + HEIGHT / 2);
      return box(part.kind, x - part.width / 2, y - HEIGHT / 2, part.width, HEIGHT, part.label);
  }
}

function line(part, nodes, include) {
  const [from, to] = [part.from, part.to].map(name => {
    const found = nodes.get(name);
    if (!found) {
      throw new Error(`a line ends at ${name}, which is not in the picture`);
    }
    return found;
  });
  const curve = between(from, to, part.bend ?? 0, part.down ?? false);
  const at = t => [0, 1].map(i => (1 - t) ** 3 * curve[0][i] + 3 * t * (1 - t) ** 2 * curve[1][i] + 3 * t * t * (1 - t) * curve[2][i] + t ** 3 * curve[3][i]);
  const path = `M${curve[0].map(Math.round).join(' ')}C${curve.slice(1).map(each => each.map(Math.round).join(' ')).join(' ')}`;
  const angle = Math.atan2(curve[3][1] - curve[2][1], curve[3][0] - curve[2][0]);
  const look = part.kind === 'signal' ? { stroke: colours.failure, dashed: true } : {};
  const values = part.values.map((each, i) => value(...at((i + 1) / (part.values.length + 1) - 0.03), each));
  const [x, y] = at(0.5);
  const above = part.above ?? (part.bend ?? 0) <= 0;
  include(x, y - 12, x, y + 12);
  if (part.label) {
    const half = widthOf(part.label) / 2;
    include(x - half, y - (above ? 22 : 0), x + half, y + (above ? 0 : 22));
  }
  return arrow(path, curve[3].map(Math.round), angle, look) + values.join('') + (part.label ? text(x, y + (above ? -12 : 13), part.label, 'small') : '');
}

/** The four points of a Bézier curve from one node to another. A large bend leaves and enters both on the same side, above or below. */
function between(from, to, bend, isDown) {
  const [ax, ay, bx, by] = [from.column * COLUMN, from.row * ROW, to.column * COLUMN, to.row * ROW];
  const half = each => (each.kind === 'queue' ? 14 : each.kind === 'point' ? 0 : HEIGHT / 2);
  if (isDown || Math.abs(ax - bx) < 20 || Math.abs(bend) > 1) {
    const down = bend === 0 ? Math.sign(by - ay) : Math.sign(bend);
    const [y1, y2] = [ay + down * half(from), by + (bend === 0 ? -down : down) * half(to)];
    const reach = bend === 0 ? (y2 - y1) * 0.45 : bend * ROW;
    return [[ax, y1], [ax, y1 + reach], [bx, bend === 0 ? y2 - reach : y2 + reach], [bx, y2]];
  }
  const right = Math.sign(bx - ax);
  const [x1, x2] = [ax + right * from.width / 2, bx - right * to.width / 2];
  const [dx, lift] = [(x2 - x1) * 0.45, bend * ROW];
  return [[x1, ay], [x1 + dx, ay + lift], [x2 - dx, by + lift], [x2, by]];
}
