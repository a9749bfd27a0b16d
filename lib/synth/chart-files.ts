/** The Helm chart as files: what `helm package` would put into an archive. */
import type { Context } from '../expr/context';
import type { Tree, Value } from '../expr/expr';
import { helmLimits } from '../expr/helm-limits';
import { TemplatePrinter } from '../expr/helm-template';
import { collection, text, when } from '../expr/vocabulary';
import { jsonSchemaOf } from '../values/json-schema';
import { valuesReference } from '../values/reference';
import { parentRules } from '../values/parent-keys';
import { levelOf, ruleMessage } from '../values/rule';
import { valuesYaml } from '../values/values-yaml';
import type { JsonObject } from '../values/merge';
import { writeYaml } from '../yaml/write';
import type { ChartMetadata } from './chart';
import { CHECKS_FILE, of, type Model } from './model';
import { twinObjects } from './twin-objects';

/** Path below the chart's folder → content. `values` become the chart's defaults; nothing else depends on them. */
export function chartFiles(model: Model, values: JsonObject): ReadonlyMap<string, string> {
  const files = printed.get(model) ?? print(model);
  printed.set(model, files);
  return new Map(files).set(VALUES_FILE, valuesYaml(model.definition.schema, values));
}

const VALUES_FILE = 'values.yaml';

const printed = new WeakMap<Model, ReadonlyMap<string, string>>();

function print(model: Model): ReadonlyMap<string, string> {
  const { definition } = model;
  const { name } = definition.metadata;
  const printer = new TemplatePrinter(name);
  const templates = model.objects.map(({ fileName, tree, origin, condition }) => {
    const comment = `Generated from the construct ${origin}: change it there.`;
    return [`templates/${fileName}.yaml`, of(origin, () => printer.manifest(tree, { comment, condition }))] as const;
  });
  const comment = 'Stops an installation whose values contradict each other; renders nothing.';
  const checks = of('the rules', () => printer.checks(problems(model), { comment }));
  const notes = of('the notes', () => printer.text(notesWithWarnings(model)));
  return new Map([
    ['Chart.yaml', chartYaml(definition.metadata)],
    ['README.md', `${definition.readme}\n## Values\n\n${valuesReference(definition.schema)}`],
    // A place in the order.
    [VALUES_FILE, ''],
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

/** Made once for a model, so that its evaluator, which keeps what it was given, is given the same each time. */
const known = new WeakMap<Model, Value<readonly string[]>>();

/** All that is wrong with the values or the release, in words: what checks.yaml fails with. */
export function problems(model: Model): Value<readonly string[]> {
  const found = known.get(model) ?? newProblems(model);
  known.set(model, found);
  return found;
}

function newProblems({ definition, values, release, objects }: Model): Value<readonly string[]> {
  const rules = [...definition.rules(values), ...parentRules(definition.schema)];
  const refused = rules.filter((rule) => levelOf(rule) === 'refused');
  const broken = refused.map((rule) => when(rule.violated, ruleMessage(rule)));
  const limits = helmLimits().map(({ broken, message }) => when(broken, message));
  const ofRelease = (definition.releaseRules?.(release) ?? []).map((rule) => when(rule.violated, rule.message));
  return collection('problems', [...limits, ...broken, ...ofRelease, twinObjects(objects, release)]);
}

/** In words, too: of one installation. Without them, it has all its objects. */
export function problemsOf(model: Model, context: Context): readonly string[] {
  return (model.evaluator.for(context)(problems(model)) ?? []) as readonly string[];
}

/** NOTES.txt, line by line, with what its reader may regret at the end, where it is seen. */
export function notesWithWarnings({ definition, values, release }: Model): readonly Tree[] {
  const warnings = definition.rules(values).filter((rule) => levelOf(rule) === 'warned');
  const lines = warnings.map((rule) => when<Tree>(rule.violated, ['', text`WARNING: ${ruleMessage(rule)}`]));
  return [...definition.notes(values, release), ...lines];
}

function chartYaml(metadata: ChartMetadata): string {
  return writeYaml({ apiVersion: 'v2', type: 'application', ...metadata });
}
