/** The bill of materials: CycloneDX's own schema takes it, it names every image, and it is the same text whenever it is made. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Ajv, type AnySchema } from 'ajv';
import { chartPackage } from '../../../operations/publish/package';
import { sbomFile, sbomOf } from '../../../operations/publish/sbom';
import { pulledImages } from '../../../operations/pulled-images';
import { objectsOf } from '../../../operations/secrets/needed';
import { defaultImages } from '../../../values/images';
import { everyFeature } from '../../cluster/every-feature';
import { complete } from '../../support/platform';

interface Bill {
  readonly serialNumber: string;
  readonly metadata: { readonly component: { readonly hashes: readonly { readonly content: string }[] } };
  readonly components: readonly {
    readonly 'bom-ref': string;
    readonly name: string;
    readonly version: string;
    readonly scope: string;
    readonly purl: string;
  }[];
}

const chart = chartPackage();
const tool = { name: 'mlflow-chart', version: '1.0.0' };
const text = sbomOf(chart, tool);
const bill = JSON.parse(text) as Bill;

/** The schemas that CycloneDX's library for JavaScript carries. Formats are not checked: they need a library of their own. */
function validator() {
  const folder = join(dirname(require.resolve('@cyclonedx/cyclonedx-library/package.json')), 'res/schema');
  const read = (name: string) =>
    JSON.parse(readFileSync(join(folder, `${name}.SNAPSHOT.schema.json`), 'utf8')) as AnySchema;
  const ajv = new Ajv({ strict: false, validateFormats: false });
  // By the names that they call each other.
  for (const name of ['spdx', 'jsf-0.82', 'cryptography-defs']) {
    ajv.addSchema(read(name), `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`);
  }
  return ajv.compile(read('bom-1.6'));
}

describe('CycloneDX 1.6', () => {
  const validate = validator();

  test('takes it', () => {
    void validate(bill);
    expect(validate.errors).toBeNull();
  });

  test.each<[string, object]>([
    ['a kind of component that there is not', { components: [{ type: 'image', name: 'a' }] }],
    ['a component without a name', { components: [{ type: 'container' }] }],
    ['a serial number that is no UUID', { serialNumber: 'urn:uuid:1' }],
    ['two of the same components', { components: [bill.components[0], bill.components[0]] }],
  ])('refuses %s', (_title, change) => {
    expect(validate({ ...bill, ...change })).toBe(false);
  });
});

test('has each image that some values make the chart run, and no other', () => {
  const known = Object.values(defaultImages).map(({ repository, tag }) => `${repository}:${tag}`);
  const names = bill.components.map(({ name, version }) =>
    `${name}:${version}`.replace(/^docker\.io\/(library\/)?/, ''),
  );
  expect(names.sort()).toEqual([...new Set(known)].sort());
  // Your own containers are not the chart's.
  const used = Object.values(everyFeature)
    .flatMap((values) => pulledImages(objectsOf({ values: complete(values), release: { name: 'a', namespace: 'b' } })))
    .filter((image) => known.some((each) => image.endsWith(each)));
  expect(new Set(used.map((image) => known.find((each) => image.endsWith(each)))).size).toBeGreaterThan(8);
});

test('those of the default values are required', () => {
  const required = bill.components.filter(({ scope }) => scope === 'required').map(({ name }) => name);
  expect(required.sort()).toEqual(
    ['docker.io/library/nginx', 'docker.io/library/postgres', 'ghcr.io/mlflow/mlflow'].sort(),
  );
});

test('is about these bytes, and says which images by addresses that tools read', () => {
  expect(bill.metadata.component.hashes).toEqual([{ alg: 'SHA-256', content: chart.sha256 }]);
  expect(bill.components.find(({ name }) => name === 'ghcr.io/mlflow/mlflow')).toEqual({
    type: 'container',
    'bom-ref': expect.stringMatching(/^pkg:oci/),
    name: 'ghcr.io/mlflow/mlflow',
    version: expect.stringMatching(/^v\d/),
    scope: 'required',
    purl: `pkg:oci/mlflow?repository_url=ghcr.io/mlflow/mlflow&tag=${defaultImages.mlflow.tag}`,
  });
  const { tag } = defaultImages.proxy;
  expect(bill.components.map(({ purl }) => purl)).toContain(
    `pkg:oci/nginx?repository_url=docker.io/library/nginx&tag=${tag}`,
  );
});

test('is the same each time, and another chart has another serial number', () => {
  expect(sbomOf(chartPackage(), tool)).toBe(text);
  expect(bill.serialNumber).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  const other = JSON.parse(sbomOf({ ...chart, sha256: '0'.repeat(64) }, tool)) as Bill;
  expect(other.serialNumber).not.toBe(bill.serialNumber);
  expect(sbomFile(chart)).toBe(`mlflow-${chart.version}.cdx.json`);
});
