/** Versions of images are said once: what Chart.yaml promises is what the default values install. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readDocuments } from '../../lib/yaml/read';
import { evaluateModel } from '../../lib/synth/model';
import { complete, defaults, definition, model, SMALLEST } from '../support/platform';
import { root } from '../support/root';

interface Image {
  readonly repository: string;
  readonly tag: string;
}
interface Imaged {
  readonly pooler?: { readonly image: Image };
  readonly cnpg?: { readonly image: Image; readonly pooler: { readonly image: Image } };
  readonly image?: Image;
  readonly copyImage?: Image;
}
/** Of backups, the image is PostgreSQL's where the values name none. */
const images = new Map(
  Object.entries(defaults as Readonly<Record<string, Imaged>>).flatMap(([name, { image, copyImage, cnpg, pooler }]) => [
    ...(pooler === undefined ? [] : [['pooler', pooler.image] as const]),
    ...(cnpg === undefined ? [] : [['cnpg', cnpg.image] as const, ['pgbouncer', cnpg.pooler.image] as const]),
    ...(image === undefined || image.tag === '' ? [] : [[name, image] as const]),
    ...(copyImage === undefined ? [] : [['copy', copyImage] as const]),
  ]),
);
const { databaseExporter } = defaults['monitoring'] as unknown as Readonly<
  Record<'databaseExporter', Required<Imaged>>
>;
const { garage } = defaults['objectStore'] as unknown as Readonly<Record<'garage', Required<Imaged>>>;
// In the catalogue's order.
const all = [...images].flatMap(([name, image]) => [
  ...(name === 'copy' ? [['garage', garage.image] as const] : []),
  ...(name === 'minio' ? [['databaseExporter', databaseExporter.image] as const] : []),
  [name, image] as const,
]);
const { appVersion, annotations = {} } = definition.metadata;

test('the appVersion is that of the default image', () => {
  expect(images.get('mlflow')?.tag).toBe(`v${appVersion}-full`);
  const server = evaluateModel(model, {
    values: complete(SMALLEST),
    release: { name: 'a', namespace: 'b' },
  }).get('tracking-deployment');
  expect(server).toMatchObject({ metadata: { labels: { 'app.kubernetes.io/version': appVersion } } });
});

test('the images that the catalogue shows are the default ones', () => {
  const shown = readDocuments(annotations['artifacthub.io/images'] ?? '', 'images')[0]?.value;
  expect(shown).toEqual(all.map(([name, { repository, tag }]) => ({ name, image: `${repository}:${tag}` })));
});

test('each of them is written once in all sources of the chart', () => {
  const sources = ['charts', 'values'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(join(root, folder, file), 'utf8')),
  );
  const versions = [appVersion, ...all.map(([, { tag }]) => tag)].map((tag) => tag.replace(/^v|-full$/g, ''));
  const counts = [...new Set(versions)].map((version) => [version, sources.join('').split(version).length - 1]);
  expect(counts).toEqual(counts.map(([version]) => [version, 1]));
});

test('the CHANGELOG tells of this version, dated, and has a place for the next', () => {
  const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
  const [unreleased, ...releases] = changelog.match(/^## .*$/gm) ?? [];
  expect(unreleased).toBe('## [Unreleased]');
  expect(releases[0]).toMatch(/^## \[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d$/);
  expect(releases[0]).toContain(`[${definition.metadata.version}]`);
});
