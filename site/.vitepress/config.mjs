import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';

const pages = fileURLToPath(new URL('../target/pages/', import.meta.url));

// The order in which the pages are to be read. Those that aren't named here are listed at the end.
const groups = {
  'Begin here': ['overview', 'getting-started', 'migrating', 'stability'],
  'Guide': ['patterns', 'examples/index', 'cancellation', 'when-concurrency-pays', 'testing-your-code', 'safety'],
  'In use': ['spring-boot', 'kotlin', 'observing', 'live'],
  'The programs': ['thumbs', 'chat', 'chat-protocol', 'chat-clients', 'cluster'],
  'How it works': ['design', 'synchronization', 'memory-model', 'performance', 'testing', 'decisions/index'],
  'More': ['changelog', 'contributing'],
};

const named = new Set(Object.values(groups).flat());
const others = readdirSync(pages).filter(name => name.endsWith('.md')).map(name => name.slice(0, -3)).filter(name => name !== 'index' && !named.has(name));
groups.More.push(...others);

const titleOf = page => /^# (.+)$/m.exec(readFileSync(`${pages}${page}.md`, 'utf8'))[1].replaceAll('`', '');
const entry = page => ({ text: page === 'overview' ? 'Overview' : titleOf(page), link: `/${page}`.replace(/index$/, '') });
const examples = readdirSync(`${pages}examples`).filter(name => name.endsWith('.md') && name !== 'index.md').sort();
const sidebar = Object.entries(groups).map(([text, members]) => ({
  text,
  items: members.filter(page => existsSync(`${pages}${page}.md`)).map(page => page === 'examples/index'
    ? { ...entry(page), collapsed: true, items: examples.map(name => entry(`examples/${name.slice(0, -3)}`)) }
    : entry(page)),
}));

/** The anchors of GitHub, where the documents can be read too. */
const slugify = title => title.toLowerCase().trim().replace(/[^\p{L}\p{N}_ -]/gu, '').replaceAll(' ', '-');

export default defineConfig({
  title: 'Sluice',
  description: 'Channels, select, contexts, structured scopes and pipelines for Java 25 and virtual threads',
  lang: 'en',
  srcDir: 'target/pages',
  outDir: 'target/html',
  cacheDir: 'target/cache',
  ignoreDeadLinks: true, // links.mjs checks all links, with their anchors, when the site is built
  metaChunk: true,
  markdown: { anchor: { slugify } },
  vite: { build: { assetsInlineLimit: 0, chunkSizeWarningLimit: 4000 } },
  themeConfig: {
    nav: [
      { text: 'Getting started', link: '/getting-started' },
      { text: 'Patterns', link: '/patterns' },
      { text: 'Examples', link: '/examples/' },
      { text: 'API', link: '/api/index.html', target: '_self' },
    ],
    sidebar,
    outline: [2, 3],
    search: { provider: 'local' },
    docFooter: { prev: 'Before', next: 'Next' },
    footer: { message: 'Apache 2.0' },
  },
});
