/** Objects as a person reviews them: with every feature in use, component by component. */
import { evaluateModel } from '../../../lib/synth/model';
import { writeYaml } from '../../../lib/yaml/write';
import { everyFeature } from '../../cluster/every-feature';
import { complete, definition, model } from '../../support/platform';

/** The YAML of the objects whose files begin with one of these, by “set of values: file”. Programs are not repeated. */
export function reviewed(
  values: keyof typeof everyFeature,
  ...files: readonly string[]
): Readonly<Record<string, string>> {
  const context = {
    values: complete(everyFeature[values] ?? {}),
    release: { name: 'ml', namespace: 'team' },
  };
  const objects = [...evaluateModel(model, context)].filter(
    ([file]) => files.some((start) => file.startsWith(start)) && !/(scripts|programs)$/.test(file),
  );
  if (objects.length === 0) {
    const wanted = files.join(' or ');
    throw new Error(
      `no object’s file begins with ${wanted}: “${values}” in test/cluster/every-feature.ts has to switch it on`,
    );
  }
  // A release is no change to review.
  const version = `CHART_VERSION: ${definition.metadata.version}\n`;
  return Object.fromEntries(
    objects.map(([file, object]) => [file, writeYaml(object).replace(version, 'CHART_VERSION: the chart’s\n')]),
  );
}
