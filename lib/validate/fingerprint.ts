/** What a finding is, apart from where its lines have moved to: the same from one version of a file to the next. */
import { createHash } from 'node:crypto';
import { objectText, type Finding } from './finding';

/** 32 hexadecimal digits. Of findings with a field, the field tells; of others (about a chart's files), the message. */
export function fingerprintOf({ rule, location, object, path, message }: Finding): string {
  const about = object === undefined ? message : `${object.apiVersion} ${objectText(object)}`;
  const parts = [rule, portable(location.file), about, path];
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32);
}

/** `./a.yaml` and, on Windows, `a\b.yaml` name the same files. */
export function portable(file: string): string {
  return file.replaceAll('\\', '/').replace(/^(\.\/)+/, '');
}
