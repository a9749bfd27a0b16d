import { gzipSync } from 'node:zlib';
import { Header, type HeaderData } from 'tar';

export type TgzEntry = Pick<HeaderData, 'path' | 'type' | 'linkpath'> & { readonly content?: string | Uint8Array };

/** An archive written block by block: packers refuse to write what is tested with it. */
export function tgz(entries: readonly TgzEntry[], { end = true } = {}): Uint8Array {
  const blocks = entries.flatMap(({ content = '', ...data }) => {
    const bytes = Buffer.from(content);
    return [...headerOf({ ...data, size: bytes.length }), bytes, padding(bytes.length)];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(end ? 1024 : 0)]));
}

/** A path that is too long for a header has one of its own before it. */
function headerOf(data: HeaderData): readonly Buffer[] {
  const block = Buffer.alloc(512);
  const full = { type: 'File', mode: 0o644, mtime: new Date(0), ...data } as const;
  if (!new Header(full).encode(block, 0)) return [block];
  const path = Buffer.from(data.path ?? '');
  const named = Buffer.alloc(512);
  new Header({ path: 'long', type: 'NextFileHasLongPath', mode: 0o644, size: path.length }).encode(named, 0);
  return [named, path, padding(path.length), block];
}

function padding(length: number): Buffer {
  return Buffer.alloc((512 - (length % 512)) % 512);
}
