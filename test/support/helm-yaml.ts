/** Real Helm as the judge of YAML: many texts in one run, because a run costs 60 ms whatever it reads. */
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json } from '../../lib/yaml/json';
import type { Helm } from './helm';

/** What Helm makes of one text: its first document, or why not. */
export type Reading = { readonly value: Json } | { readonly error: string };

// Base64 on both ways: nothing in between (JSON's escapes, `<no value>`, the manifest check) can touch the texts.
const template = `
kind: Readings
readings: {{ range splitList "\\n" (.Files.Get "texts") }}
- {{ . | b64dec | fromYaml | toJson | b64enc }}{{ end }}
`;

/**
 * Reads each text with Helm's `fromYaml`, which is how it reads values and manifests too. A text that is no mapping is an
 * error; so is a mapping with the key "Error", which is how Helm reports one.
 */
export async function readWithHelm(helm: Helm, texts: readonly string[]): Promise<readonly Reading[]> {
  const lines = texts.map((text) => Buffer.from(text).toString('base64'));
  const chart = { 'templates/readings.yaml': template, texts: lines.join('\n') };
  const output = await withChart(chart, async (folder) => {
    const { code, stdout, stderr } = await helm.run(['template', folder]);
    if (code !== 0) throw new Error(`Helm ${helm.version} failed: ${stderr}`);
    return stdout;
  });
  return [...output.matchAll(/^- (\S*)$/gm)].map(([, encoded = '']) => {
    const value = JSON.parse(Buffer.from(encoded, 'base64').toString()) as Record<string, Json>;
    return typeof value['Error'] === 'string' ? { error: value['Error'] } : { value };
  });
}

/** `.Values` of a chart with these defaults (the text of values.yaml), rendered with these values files (`-f`). */
export async function valuesInHelm(
  helm: Helm,
  defaults: string,
  files: readonly string[],
): Promise<Readonly<Record<string, Json>>> {
  const chart = {
    'templates/values.yaml': 'values: {{ .Values | toJson | b64enc }}\n',
    'values.yaml': defaults,
    ...Object.fromEntries(files.map((text, index) => [`${index}.yaml`, text])),
  };
  return withChart(chart, async (folder) => {
    const flags = files.flatMap((_, index) => ['-f', `${index}.yaml`]);
    const { code, stdout, stderr } = await helm.run(['template', '.', ...flags], { cwd: folder });
    if (code !== 0) throw new Error(`Helm ${helm.version} failed: ${stderr}`);
    const encoded = /^values: (.*)$/m.exec(stdout)?.[1] ?? '';
    return JSON.parse(Buffer.from(encoded, 'base64').toString()) as Record<string, Json>;
  });
}

/** Runs with a temporary chart that holds these files beside a Chart.yaml. */
export async function withChart<T>(
  files: Readonly<Record<string, string>>,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'mlflow-chart-'));
  try {
    await mkdir(join(folder, 'templates'));
    const all = { 'Chart.yaml': 'apiVersion: v2\nname: oracle\nversion: 1.0.0\n', ...files };
    await Promise.all(Object.entries(all).map(([name, text]) => writeFile(join(folder, name), text)));
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
