/** Archives as no packer would write them. */
import { gzipSync } from 'node:zlib';
import { Header, type HeaderData } from 'tar';

type Entry = Pick<HeaderData, 'path' | 'type' | 'linkpath'> & { readonly content?: string };

/** Written block by block, the entries as they are. */
export function tgz(entries: readonly Entry[], { end = true } = {}): Uint8Array {
  const blocks = entries.flatMap(({ content = '', ...data }) => {
    const block = Buffer.alloc(512);
    new Header({ type: 'File', mode: 0o644, mtime: new Date(0), ...data, size: content.length }).encode(block, 0);
    return [block, Buffer.from(content), Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(end ? 1024 : 0)]));
}
