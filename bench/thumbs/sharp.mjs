// Makes thumbnails with sharp: node sharp.mjs PHOTOS OUT SIZE QUALITY CORES
import { createRequire } from 'node:module';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

const [photos, out, size, quality, cores] = process.argv.slice(2);
const sharp = createRequire(join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, 'made/'))('sharp');
sharp.concurrency(1); // a thread for each photo, and as many photos at once as there are cores
sharp.cache(false);
const names = await readdir(photos);
const worker = async () => {
  for (let name = names.pop(); name !== undefined; name = names.pop()) {
    await sharp(join(photos, name))
      .rotate()
      .resize(Number(size), Number(size), { fit: 'inside', withoutEnlargement: true })
      .jpeg({ quality: Number(quality) })
      .toFile(join(out, name));
  }
};
await Promise.all(Array.from({ length: Number(cores) }, worker));
