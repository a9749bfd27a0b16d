/** The entries of a packaged chart. */
import { Parser, type ReadEntry } from 'tar';
import { ChartLoadError, chartLimits } from './load-error';

export async function readPackage(file: string, content: Uint8Array): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  let total = 0;
  await new Promise<void>((resolve, reject) => {
    const fail = (reason: string) => {
      reject(new ChartLoadError(file, reason));
    };
    const parser = new Parser({
      strict: true,
      onReadEntry: (entry: ReadEntry) => {
        const path = entry.path.replace(/^\.\//, '');
        const chunks: Buffer[] = [];
        if (entry.type === 'Directory') {
          entry.resume();
          return;
        }
        if (entry.type !== 'File' || path.startsWith('/') || path.split(/[\\/]/).includes('..')) {
          parser.abort(new Error('refused'));
          fail(`the archive holds ${path}, which no packaged chart holds (a link, or a path that leads outside)`);
          return;
        }
        entry.on('data', (chunk: Buffer) => {
          total += chunk.length;
          if (total > chartLimits.bytes || files.size >= chartLimits.entries) {
            parser.abort(new Error('too large'));
            fail('the archive is larger than Helm allows');
          } else chunks.push(chunk);
        });
        entry.on('end', () => files.set(path, Buffer.concat(chunks)));
      },
    });
    parser.on('error', (error: unknown) => {
      fail(`not a readable .tgz archive: ${error instanceof Error ? error.message : String(error)}`);
    });
    parser.on('end', () => {
      resolve();
    });
    parser.end(Buffer.from(content));
  });
  return files;
}
