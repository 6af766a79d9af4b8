#!/usr/bin/env node
// Gathers the pages of the site: the documents as they are in the repository, with links that fit the site.
//
// docs/x.md becomes x.md, README.md overview.md. Pictures keep their place beside their page. A source file that a document links to
// becomes a plain page that shows it, a folder one that lists it: these are no documents, and take no part in the search.

import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';

const [root, out] = process.argv.slice(2);
const OWN_NAMES = { 'README.md': 'overview.md', 'CHANGELOG.md': 'changelog.md', 'CONTRIBUTING.md': 'contributing.md' };
const SHOWN = /\.(java|kt|xml|json|sh|mjs|properties)$/;
const FENCE_OR_CODE = /(^ *```[^]*?^ *```|`[^`\n]*`|<!--[^]*?-->)/m;
const LINK = /\]\((?<target>[^)\s#]*)(?<anchor>#[^)\s]*)?\)/g;

const isFolder = path => statSync(join(root, path)).isDirectory();

const documents = [
  ...Object.keys(OWN_NAMES),
  'samples/LICENSES.md',
  ...readdirSync(join(root, 'docs'), { recursive: true }).map(name => `docs/${name}`).filter(path => path.endsWith('.md')),
];
const sources = new Set(); // linked to by documents, and pages of their own

/** Where a file of the repository is in the site. */
function place(path) {
  if (OWN_NAMES[path]) {
    return OWN_NAMES[path];
  }
  if (isFolder(path)) {
    if (documents.includes(`${path}/README.md`)) {
      return place(`${path}/README.md`);
    }
    sources.add(path);
    return `public/source/${path}/index.html`;
  }
  if (path.startsWith('docs/') && !path.endsWith('.json')) {
    return path.slice('docs/'.length).replace(/README\.md$/, 'index.md');
  }
  if (documents.includes(path)) {
    return path;
  }
  sources.add(path);
  return `public/source/${path}.html`;
}

function withLinksOfTheSite(path, markdown) {
  const rewritten = (match, target, anchor = '') => {
    if (target === '' || /^[a-z]+:/.test(target)) {
      return match;
    }
    const linked = normalize(join(dirname(path), target)).replace(/\/$/, '');
    if (place(linked).startsWith('public/')) {
      return `](${place(linked).slice('public'.length)}${anchor}){target="_self"}`; // loaded as it is, and not as a page of VitePress
    }
    const link = relative(dirname(place(path)), place(linked));
    return `](${link.startsWith('.') ? link : `./${link}`}${anchor})`;
  };
  return markdown.split(FENCE_OR_CODE).map((part, i) => (i % 2 === 1 ? part : part.replace(LINK, rewritten))).join('');
}

function write(path, markdown) {
  mkdirSync(dirname(join(out, path)), { recursive: true });
  writeFileSync(join(out, path), markdown);
}

const escaped = text => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

function source(path) {
  const content = isFolder(path)
    ? `<ul>${filesIn(path).map(name => `<li><a href="${relative(dirname(place(path)), place(`${path}/${name}`))}">${name}</a></li>`).join('\n')}</ul>`
    : `<pre>${escaped(readFileSync(join(root, path), 'utf8'))}</pre>`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${path}</title>
<style>
  :root { color-scheme: light dark; }
  body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem; font: 1rem/1.6 system-ui, sans-serif; }
  pre { font: 0.85rem/1.5 ui-monospace, monospace; overflow-x: auto; }
</style>
<p><a href="/">Sluice</a></p>
<h1>${path}</h1>
${content}
</html>
`;
}

const filesIn = folder => readdirSync(join(root, folder), { recursive: true }).filter(name => SHOWN.test(name) && !name.includes('target/')).sort();

rmSync(out, { recursive: true, force: true });
cpSync(join(root, 'docs'), out, { recursive: true, filter: file => !/\.(md|json)$/.test(file) });
cpSync(join(root, 'site/index.md'), join(out, 'index.md'));
cpSync(join(root, 'docs/live/desktop.png'), join(out, 'public/desktop.png'));
documents.forEach(path => write(place(path), withLinksOfTheSite(path, readFileSync(join(root, path), 'utf8'))));
sources.forEach(path => write(place(path), source(path))); // grows while folders are listed
console.log(`${documents.length} documents and ${sources.size} pages of source`);
