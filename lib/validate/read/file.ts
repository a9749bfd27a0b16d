/** One regular file, or standard input, as a source. */
import { decodeText } from '../../files/decode';
import { readStandardInput, readText } from '../../files/read-file';
import type { Source } from './source';

/** Read again at each call. @throws YamlError from `text` */
export function fileSource(path: string): Source {
  return { name: path, text: () => readText(path) };
}

/** Standard input can be read once only: it stays in memory. */
export function standardInput(): Source {
  const name = '<stdin>';
  const bytes = readStandardInput(name);
  return { name, text: () => decodeText(bytes, name) };
}
