/** One values file, three ways: the constructs run with literals, the model evaluated, and `helm template` of the packed chart. */
import type { Context } from '../expr/context';
import type { ScratchFolder } from '../files/scratch-folder';
import type { VersionedHelm } from '../helm/find';
import { HelmLimitError } from '../helm/run';
import { requireAgreement } from '../synth/agreement';
import { packArchive } from '../synth/archive';
import { chartFiles, problemsOf } from '../synth/chart-files';
import { firstDifference, shown, written } from '../synth/difference';
import { requireIdentities } from '../synth/identity';
import { evaluateModel, type Model } from '../synth/model';
import { mergeValues, type JsonObject } from '../values/merge';
import { defaultsOf } from '../values/schema';
import { schemaProblems } from '../values/schema-problems';
import type { Json } from '../yaml/json';
import { YamlError } from '../yaml/error';
import { readDocuments } from '../yaml/read';
import { writeYaml } from '../yaml/write';

/** An installation to compare. */
export interface Installation {
  /** What the values file says, over the chart's defaults. */
  readonly values: JsonObject;
  readonly release: { readonly name: string; readonly namespace: string };
}

const VALUES = 'values.yaml';

/** Two ways differ: what an author has to mend. */
export class Disagreement extends Error {}

export class ThreeWays {
  private readonly defaults: JsonObject;
  private readonly archive: string;

  /** @param folder for the packed chart and the values files */
  constructor(
    private readonly model: Model,
    private readonly helms: readonly VersionedHelm[],
    private readonly folder: ScratchFolder,
  ) {
    const { metadata, schema } = model.definition;
    this.defaults = defaultsOf(schema) as JsonObject;
    this.archive = `${metadata.name}.tgz`;
    folder.write(this.archive, packArchive(metadata.name, chartFiles(model, this.defaults)));
  }

  /**
   * One after the other.
   *
   * @returns what the chart's rules say against it, which Helm says, too; empty where all three ways give the same objects
   * @throws Disagreement, and MisuseError where already the constructs disagree with the model
   */
  async compare(installation: Installation): Promise<readonly string[]> {
    const { values, release } = installation;
    const context: Context = { values: mergeValues(this.defaults, values), release };
    const [misfit] = schemaProblems(this.model.definition.schema, context.values as JsonObject, [values]);
    if (misfit !== undefined) throw new Disagreement(`the schema refuses it: ${misfit.message}`);
    const refused = problemsOf(this.model, context);
    const objects = evaluateModel(this.model, context);
    if (refused.length === 0) {
      requireAgreement(this.model, context);
      requireIdentities(this.model, objects, release);
    }
    this.folder.write(VALUES, writeYaml(values));
    await Promise.all(
      this.helms.map(async (helm) => {
        const fault = await this.faultOf(helm, installation, refused, objects).catch((error: unknown) => {
          if (error instanceof HelmLimitError) return error.message;
          throw error;
        });
        if (fault !== undefined) throw new Disagreement(`Helm ${helm.version}: ${fault}`);
      }),
    );
    return refused;
  }

  private async faultOf(
    helm: VersionedHelm,
    { release: { name, namespace } }: Installation,
    refused: readonly string[],
    objects: ReadonlyMap<string, Json>,
  ): Promise<string | undefined> {
    const args = ['template', name, this.archive, '--namespace', namespace, '--values', VALUES];
    const { code, stdout, stderr } = await helm.run(args, { cwd: this.folder.path });
    if (refused.length === 0) return code === 0 ? faultIn(stdout, objects) : `refuses it: ${stderr.trim()}`;
    if (code === 0) return `renders what the rules refuse: ${refused.join(' ')}`;
    const unsaid = refused.find((message) => !stderr.includes(message));
    return unsaid && `does not say “${unsaid}”, but: ${stderr.trim()}`;
  }
}

function faultIn(stdout: string, objects: ReadonlyMap<string, Json>): string | undefined {
  try {
    return differenceOf(
      objects,
      readDocuments(stdout, 'helm').map(({ value }) => value),
    );
  } catch (error) {
    if (error instanceof YamlError) return `prints what is no YAML: ${error.message}`;
    throw error;
  }
}

/** The first object, and the first field of it, that Helm renders otherwise. */
function differenceOf(objects: ReadonlyMap<string, Json>, documents: readonly Json[]): string | undefined {
  const ours = byName(objects.values());
  const theirs = byName(documents);
  for (const name of new Set([...ours.keys(), ...theirs.keys()])) {
    const difference = firstDifference(ours.get(name), theirs.get(name));
    if (difference === undefined) continue;
    const { path, one, other } = difference;
    return `${name}: ${written(path)} is ${shown(one)} in the model, and ${shown(other)} by helm template`;
  }
  return undefined;
}

interface Named {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
}

/** Helm sorts by kind. A second object of one name, which no cluster could have, gets a number. */
function byName(objects: Iterable<Json>): ReadonlyMap<string, Json> {
  const named = new Map<string, Json>();
  for (const object of objects) {
    const { apiVersion = '', kind = '', metadata = {} } = object as Named;
    const { namespace, name = '' } = metadata;
    const words = `${apiVersion} ${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
    let free = words;
    for (let count = 2; named.has(free); count += 1) free = `${words} (${String(count)})`;
    named.set(free, object);
  }
  return named;
}
