/** `--set a.b=c` as a values file. https://helm.sh/docs/intro/using_helm/#the-format-and-limitations-of---set */
import type { Json } from '../lib/yaml/json';
import { writeYaml } from '../lib/yaml/write';

/** Undefined for what only Helm reads right: lists, escapes, several assignments in one. */
export function assignmentOf(assignment: string): string | undefined {
  const [, path, text] = /^([\w-]+(?:\.[\w-]+)*)=([^,{}[\]\\]*)$/.exec(assignment) ?? [];
  if (path === undefined || text === undefined) return undefined;
  return writeYaml(path.split('.').reduceRight<Json>((inner, key) => ({ [key]: inner }), valueOf(text)));
}

function valueOf(text: string): Json {
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === 'null') return null;
  return /^(?:0|-?[1-9]\d{0,14})$/.test(text) ? Number(text) : text;
}
