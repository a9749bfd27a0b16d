/**
 * A bill of materials of the chart, as CycloneDX 1.6: the images that it runs. It is the same text whenever it is made: no clock, and
 * a serial number that its content gives it. (https://cyclonedx.org/docs/1.6/json/)
 */
import { defaultsOf } from '../../lib/values/schema';
import type { JsonObject } from '../../lib/values/merge';
import { parseImage, type ImageReference } from '../../lib/validate/supply-chain/image-reference';
import { defaultImages } from '../../values/images';
import { pulledImages } from '../pulled-images';
import { ownModel } from '../own-model';
import { objectsOf } from '../secrets/needed';
import { sha256, type ChartPackage } from './package';

/** Beside its archive. */
export function sbomFile({ name, version }: ChartPackage): string {
  return `${name}-${version}.cdx.json`;
}

export function sbomOf(chartPackage: ChartPackage, tool: { readonly name: string; readonly version: string }): string {
  const components = imageComponents();
  const ref = `${chartPackage.name}@${chartPackage.version}`;
  const { description, home, sources = [] } = ownModel().definition.metadata;
  const content = {
    version: 1,
    metadata: {
      tools: { components: [{ type: 'application', name: tool.name, version: tool.version }] },
      component: {
        type: 'application',
        'bom-ref': ref,
        name: chartPackage.name,
        version: chartPackage.version,
        description,
        hashes: [{ alg: 'SHA-256', content: chartPackage.sha256 }],
        licenses: [{ license: { id: 'Apache-2.0' } }],
        externalReferences: [
          ...(home === undefined ? [] : [{ type: 'website', url: home }]),
          ...sources.map((url) => ({ type: 'vcs', url })),
        ],
      },
    },
    components,
    dependencies: [
      { ref, dependsOn: components.map((component) => component['bom-ref']) },
      ...components.map((component) => ({ ref: component['bom-ref'] })),
    ],
  };
  const header = { bomFormat: 'CycloneDX', specVersion: '1.6', serialNumber: serialNumber(JSON.stringify(content)) };
  return `${JSON.stringify({ ...header, ...content }, null, 2)}\n`;
}

/** Those of the default values are required; what the chart runs with other values is optional. */
function imageComponents() {
  const values = defaultsOf(ownModel().definition.schema) as JsonObject;
  const { name } = ownModel().definition.metadata;
  // What the defaults lack, such as a password, changes no image.
  const used = pulledImages(objectsOf({ values, release: { name, namespace: name } }));
  const known = Object.values(defaultImages).map(({ repository, tag }) => `${repository}:${tag}`);
  return [...new Set([...used, ...known])].sort().map((image) => {
    const parsed = parseImage(image);
    if (typeof parsed === 'string') throw new Error(`${image}: ${parsed}`);
    const purl = purlOf(parsed);
    return {
      type: 'container',
      'bom-ref': purl,
      name: `${parsed.registry}/${parsed.repository}`,
      version: parsed.tag ?? parsed.digest ?? '',
      scope: used.includes(image) ? 'required' : 'optional',
      purl,
    };
  });
}

/** https://github.com/package-url/purl-spec: of `oci`, the version is the digest; a tag is a qualifier. Qualifiers stand in their order. */
function purlOf({ registry, repository, tag, digest }: ImageReference): string {
  const name = repository.split('/').at(-1) ?? '';
  const qualifiers = [`repository_url=${registry}/${repository}`, ...(tag === undefined ? [] : [`tag=${tag}`])];
  return `pkg:oci/${name}${digest === undefined ? '' : `@${encodeURIComponent(digest)}`}?${qualifiers.join('&')}`;
}

/** RFC 9562, version 8: what the vendor makes of it, here the content's hash. */
function serialNumber(content: string): string {
  const hex = sha256(content);
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ];
  return `urn:uuid:${parts.join('-')}`;
}
