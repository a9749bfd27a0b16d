/** A layer of an image: a tar archive, built once and kept in the user's cache folder under a name that its inputs decide. */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { userCache } from '../../support/user-cache';

/** Where images, and what they are made of, are kept. */
export const IMAGES = join(userCache, 'images');
const LAYERS = join(IMAGES, 'layers');

export interface Layer {
  /** For people, and the beginning of its file's name. */
  readonly name: string;
  /** Whatever decides what is in it: where this changes, the layer is built anew. */
  readonly inputs: unknown;
  /** Writes the archive; `scratch` is an empty folder for whatever else that takes. */
  readonly build: (archive: string, scratch: string) => Promise<void>;
}

export interface BuiltLayer {
  readonly archive: string;
  /** sha256 of the archive, in hexadecimal. */
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
}

/** It appears complete, by one rename, or not at all: parallel callers are safe. */
export async function buildLayer(layer: Layer, say: (line: string) => void): Promise<BuiltLayer> {
  const archive = join(LAYERS, `${layer.name}-${sha256(JSON.stringify(layer.inputs)).slice(0, 12)}.tar`);
  const note = `${archive}.sha256`;
  if (!existsSync(note)) {
    await mkdir(LAYERS, { recursive: true });
    const scratch = await mkdtemp(join(LAYERS, '.building-'));
    try {
      say(`Building ${layer.name}, a layer of images; it is kept in ${LAYERS}`);
      const draft = join(scratch, 'layer.tar');
      await layer.build(draft, scratch);
      const digest = createHash('sha256');
      await pipeline(createReadStream(draft), digest);
      await writeFile(join(scratch, 'digest'), digest.digest('hex'));
      await rename(draft, archive);
      await rename(join(scratch, 'digest'), note);
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  }
  return { archive, digest: await readFile(note, 'utf8'), size: (await stat(archive)).size };
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
