#!/usr/bin/env node
// Checks a built site: each relative link leads to a file of it, and each anchor to an element of its page.

import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

const site = process.argv[2];
const MISSING_IN_JAVADOC = /^type-param-/; // of records, which javadoc links to and doesn't make
const ELSEWHERE = /^([a-z][a-z+.-]*:|\/\/)/i;

const decoded = text => text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
const tags = html => html.replace(/<(script|style)\b[^]*?<\/\1>/gi, found => found.slice(0, found.indexOf('>') + 1)).matchAll(/<[a-z][^<>]*>/gi);
const attribute = names => new RegExp(`\\s(?:${names})=(?:"([^"]*)"|'([^']*)')`, 'gi');

const pages = new Map(readdirSync(site, { recursive: true })
  .filter(name => name.endsWith('.html'))
  .map(name => {
    const links = [];
    const anchors = new Set(['', 'top']);
    for (const [tag] of tags(readFileSync(join(site, name), 'utf8'))) {
      for (const [, double, single] of tag.matchAll(attribute('href|src'))) {
        links.push(decoded(double ?? single));
      }
      for (const [, double, single] of tag.matchAll(attribute(tag.startsWith('<a') ? 'id|name' : 'id'))) {
        anchors.add(decoded(double ?? single));
      }
    }
    return [name, { links, anchors }];
  }));

const broken = [];
let checked = 0;
for (const [name, { links }] of pages) {
  for (const link of links.filter(each => !ELSEWHERE.test(each))) {
    const [path, anchor = ''] = link.split('#', 2).map(decodeURIComponent);
    const plain = path.replace(/\?.*$/, '');
    let file = plain === '' ? name : plain.startsWith('/') ? plain.slice(1) : join(dirname(name), plain);
    if (existsSync(join(site, file)) && statSync(join(site, file)).isDirectory()) {
      file = join(file, 'index.html');
    }
    checked++;
    if (!existsSync(join(site, file))) {
      broken.push(`${name}: ${link} leads nowhere`);
    } else if (anchor !== '' && pages.has(file) && !pages.get(file).anchors.has(anchor) && !MISSING_IN_JAVADOC.test(anchor)) {
      broken.push(`${name}: ${link} has no such place in ${file}`);
    }
  }
}

if (broken.length > 0 || checked < 1000) {
  console.error([...new Set(broken)].join('\n'));
  console.error(`${broken.length} of ${checked} links are broken`);
  process.exit(1);
}
console.log(`${checked} links of ${pages.size} pages lead somewhere`);
