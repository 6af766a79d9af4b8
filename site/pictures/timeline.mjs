// Pictures of what runs when: a lane for each goroutine or call, and time from left to right.

import { box, colours, element, picture, text, value, widthOf } from './svg.mjs';

const UNIT = 5.2; // pixels for each of the 100 units of time
const LANE = 36;
const BAR = 24;
const MARGIN = 10;

const bar = (kind, from, to, label) => ({ kind, from, to, label });

export const works = (from, to, label) => bar('goroutine', from, to, label);
export const waits = (from, to, label) => bar('waits', from, to, label);
export const fails = (from, to, label) => bar('failed', from, to, label);
export const cancelled = (from, to, label) => bar('cancelled', from, to, label);
export const code = (from, to, label) => bar('code', from, to, label);
export const event = (at, label) => ({ kind: 'event', from: at, to: at, label });
export const said = (at, label) => ({ kind: 'said', from: at, to: at, label });

export const lane = (label, ...bars) => ({ label, bars });

/** A headline between lanes. */
export const heading = label => ({ label, heading: true });

/** A line through the lanes from one to another, at a moment. */
export const moment = (at, label, lanes) => ({ at, label, lanes });

export function timeline(title, lanes, ...moments) {
  const labels = Math.max(...lanes.filter(each => !each.heading).map(each => widthOf(each.label))) + 14;
  const x = at => MARGIN + labels + at * UNIT;
  const top = MARGIN + (moments.length > 0 ? 20 : 0);
  const tops = [];
  let y = top;
  for (const each of lanes) {
    y += each.heading && y > top ? 10 : 0;
    tops.push(y);
    y += each.heading ? 26 : LANE;
  }
  const parts = lanes.flatMap((each, i) => {
    const middle = tops[i] + LANE / 2;
    if (each.heading) {
      return [text(MARGIN, tops[i] + 14, each.label, 'left')];
    }
    return [
      text(x(0) - 14, middle, each.label, 'right'),
      ...pauses(each.bars).map(([from, to]) => element('line', {
        x1: x(from), y1: middle, x2: x(to), y2: middle, stroke: colours.line, 'stroke-opacity': 0.35 })),
      ...each.bars.map(one => drawn(one, x, middle)),
    ];
  });
  for (const { at, label, lanes: [first, last] = [0, lanes.length - 1] } of moments) {
    parts.unshift(element('line', {
      x1: x(at), y1: tops[first] - 2, x2: x(at), y2: tops[last] + LANE + 2, stroke: colours.failure, 'stroke-width': 1.5, 'stroke-dasharray': '5 4' }));
    parts.push(text(x(at), tops[first] - 11, label, 'small'));
  }
  return picture(title, x(100) + MARGIN + 30, y + MARGIN, parts);
}

function drawn(one, x, middle) {
  switch (one.kind) {
    case 'event':
      return value(x(one.from), middle, one.label);
    case 'said':
      return text(x(one.from) + 8, middle, one.label, 'left');
    default:
      return box(one.kind, x(one.from) + 1, middle - BAR / 2, (one.to - one.from) * UNIT - 2, BAR, one.label);
  }
}

/** The times in which nothing of a lane is drawn. */
function pauses(bars) {
  const ends = [0, ...bars.map(one => (one.kind === 'said' ? 100 : one.to))];
  const begins = [...bars.map(one => one.from), 100];
  return ends.map((end, i) => [end, begins[i]]).filter(([from, to]) => to > from);
}
