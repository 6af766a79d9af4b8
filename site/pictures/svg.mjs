// The style of all pictures. Each colour can be read on white and on black, so a page's dark mode needs no second picture.

export const colours = {
  goroutine: '#1f7f73', // white text on it has a contrast of at least 4.5
  code: '#66707c',
  value: '#b3591b',
  other: '#7663b0',
  failure: '#c43d3d',
  line: '#8b949e',
  text: '#7a828c',
};

const STYLE = `text{font-family:system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif;font-size:13px;fill:${colours.text};text-anchor:middle}`
  + '.in{fill:#fff;font-weight:600}.value{fill:#fff;font-size:11px;font-weight:600}.left{text-anchor:start}.right{text-anchor:end}.small{font-size:11.5px}';

export const round = number => Math.round(number * 10) / 10;

const escaped = text => String(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

export function element(name, attributes, content = '') {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escaped(typeof value === 'number' ? round(value) : value)}"`)
    .join('');
  return content === '' ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`;
}

export const text = (x, y, content, style) => element('text', { x, y: y + 4.5, class: style }, escaped(content));

export const widthOf = content => 7.7 * content.length;

// What a box of each kind looks like, and its text.
const looks = {
  goroutine: { fill: colours.goroutine },
  waits: { fill: 'none', stroke: colours.goroutine, 'stroke-width': 2, text: 'plain' },
  code: { fill: colours.code },
  failed: { fill: colours.failure },
  cancelled: { fill: 'none', stroke: colours.failure, 'stroke-width': 2, 'stroke-dasharray': '5 4', text: 'plain' },
};

export function box(kind, x, y, width, height, label) {
  const { text: style, ...look } = looks[kind];
  return element('rect', { x, y, width, height, rx: Math.min(8, height / 2), ...look })
    + (label ? text(x + width / 2, y + height / 2, label, style ? undefined : 'in') : '');
}

export function frame(x, y, width, height, label) {
  return element('rect', { x, y, width, height, rx: 12, fill: 'none', stroke: colours.line, 'stroke-width': 1.5, 'stroke-dasharray': '2 5', 'stroke-linecap': 'round' })
    + text(x + 12, y + 14, label, 'left small');
}

// A value on its way. One that begins with "!" is a failure, one that begins with "~" is of another kind.
export function value(x, y, label) {
  const fill = label.startsWith('!') ? colours.failure : label.startsWith('~') ? colours.other : colours.value;
  const shown = label.replace(/^[!~](?=.)/, '');
  const width = Math.max(20, widthOf(shown) + 10);
  return element('rect', { x: x - width / 2, y: y - 10, width, height: 20, rx: 10, fill }) + text(x, y - 0.5, shown, 'value');
}

export function arrow(path, end, angle, { stroke = colours.line, dashed = false } = {}) {
  const [x, y] = end;
  const head = [[-9, -4.5], [0, 0], [-9, 4.5]].map(([dx, dy]) => {
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    return `${round(x + dx * cos - dy * sin)} ${round(y + dx * sin + dy * cos)}`;
  });
  return element('path', { d: path, fill: 'none', stroke, 'stroke-width': 2, 'stroke-dasharray': dashed ? '6 4' : undefined })
    + element('path', { d: `M${head.join('L')}z`, fill: stroke });
}

export function picture(title, width, height, parts) {
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" width="${round(width)}" height="${round(height)}" viewBox="0 0 ${round(width)} ${round(height)}">\n`
    + `<title>${escaped(title)}</title>\n<style>${STYLE}</style>\n${parts.filter(part => part).join('\n')}\n</svg>\n`;
}
