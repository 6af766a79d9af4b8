#!/usr/bin/env node
// Draws the pictures of docs/patterns.md into docs/patterns/. With --check, only looks whether they are as they would be drawn.

import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { pictures } from './patterns.mjs';

const folder = fileURLToPath(new URL('../../docs/patterns/', import.meta.url));
const files = new Map(Object.entries(pictures).map(([name, svg]) => [`${name}.svg`, svg]));

if (process.argv[2] === '--check') {
  const different = [...files].filter(([name, svg]) => !existsSync(folder + name) || readFileSync(folder + name, 'utf8') !== svg).map(([name]) => name);
  const unknown = readdirSync(folder).filter(name => !files.has(name));
  if (different.length + unknown.length > 0) {
    console.error(`docs/patterns: ${[...different, ...unknown].join(', ')} isn't what site/pictures/draw.mjs draws; run it, and commit what it writes`);
    process.exit(1);
  }
  console.log(`${files.size} pictures are as they are described`);
} else {
  mkdirSync(folder, { recursive: true });
  files.forEach((svg, name) => writeFileSync(folder + name, svg));
  console.log(`${files.size} pictures are in docs/patterns`);
}
