/** The Helm chart as files: what `helm package` would put into an archive. */
import type { Value } from '../expr/expr';
import { helmLimits } from '../expr/helm-limits';
import { TemplatePrinter } from '../expr/helm-template';
import { collection, when } from '../expr/vocabulary';
import { jsonSchemaOf } from '../values/json-schema';
import { valuesReference } from '../values/reference';
import { ruleMessage } from '../values/rule';
import { valuesYaml } from '../values/values-yaml';
import type { JsonObject } from '../values/merge';
import { writeYaml } from '../yaml/write';
import type { ChartMetadata } from './chart';
import { CHECKS_FILE, of, type Model } from './model';

/** Path below the chart's folder → content. `values` become the chart's defaults. */
export function chartFiles(model: Model, values: JsonObject): ReadonlyMap<string, string> {
  const { definition } = model;
  const { name } = definition.metadata;
  const printer = new TemplatePrinter(name);
  const templates = model.objects.map(({ fileName, tree, origin, condition }) => {
    const comment = `Generated from the construct ${origin}: change it there.`;
    return [`templates/${fileName}.yaml`, of(origin, () => printer.manifest(tree, { comment, condition }))] as const;
  });
  const comment = 'Stops an installation whose values contradict each other; renders nothing.';
  const checks = of('the rules', () => printer.checks(problems(model), { comment }));
  const notes = of('the notes', () => printer.text(definition.notes(model.values, model.release)));
  return new Map([
    ['Chart.yaml', chartYaml(definition.metadata)],
    ['README.md', `${definition.readme}\n## Values\n\n${valuesReference(definition.schema)}`],
    ['values.yaml', valuesYaml(definition.schema, values)],
    [
      'values.schema.json',
      `${JSON.stringify(jsonSchemaOf(definition.schema, `Values of the ${name} chart`), null, 2)}\n`,
    ],
    ['.helmignore', '.git/\n*.tgz\n'],
    ...templates,
    [`templates/${CHECKS_FILE}.yaml`, checks],
    ['templates/NOTES.txt', notes],
    // Last: by now every named text has been asked for.
    ['templates/_helpers.tpl', printer.helpers()],
  ]);
}

/** All that is wrong with the values or the release, in words: what checks.yaml fails with. */
export function problems({ definition, values, release }: Model): Value<readonly string[]> {
  const rules = definition.rules(values).map((rule) => when(rule.violated, ruleMessage(rule)));
  const limits = helmLimits().map(({ broken, message }) => when(broken, message));
  const ofRelease = (definition.releaseRules?.(release) ?? []).map((rule) => when(rule.violated, rule.message));
  return collection('problems', [...limits, ...rules, ...ofRelease]);
}

function chartYaml(metadata: ChartMetadata): string {
  return writeYaml({ apiVersion: 'v2', type: 'application', ...metadata });
}
