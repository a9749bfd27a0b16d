import type { Json } from '../yaml/json';
import { Absences } from './absences';
import { type Check, Checking } from './checking';
import { compile } from './compile';
import { CostBudget, CostError, CostPool, type CostLimits } from './cost';
import { type CustomKind, customKinds } from './custom-kinds';
import { Definitions } from './definitions';
import { isBuiltInGroup, groupOf, knownKinds, locateKind } from './kind-index';
import { checkNames } from './metadata-names';
import type { SchemaProblem } from './problem';
import { isClusterScoped, kindKey } from './scope';
import { documentCheck } from './schema-document';
import { builtInFile } from './schema-files';
import { namesOf, readSchemaFolder } from './schema-folder';
import { sharedSteps, Steps } from './steps';
import { unknownKind } from './unknown-kind';

type JsonObject = Readonly<Record<string, Json>>;

export interface SchemaSetOptions {
  /** The minor version of Kubernetes: 34 for 1.34. */
  readonly minor: number;
  /** What rules and patterns of custom resources may take. @default as the API server has it */
  readonly costLimits?: CostLimits;
}

export interface Checked {
  readonly status: 'valid' | 'invalid' | 'unknown-kind';
  readonly problems: readonly SchemaProblem[];
  /**
   * The object without nulls and without what is refused: the same one if nothing is. An unknown kind's is as it was.
   * What has no schema of its own inside an object (free-form JSON) is as it was, too.
   */
  readonly value: JsonObject;
}

/** What there is to know about a kind. */
interface Kind {
  readonly check: Check;
  /** `Kind.group` */
  readonly key: string;
  /** Why the chosen version does not have it yet. */
  readonly absence: string | undefined;
}

const NO_PROBLEMS: readonly SchemaProblem[] = [];

/** The schemas of one version of Kubernetes, of custom resources, and of what the input defines itself. */
export class SchemaSet {
  private readonly absences: Absences;
  private readonly definitions: Definitions;
  private readonly kinds = new Map<string, Kind | undefined>();
  /** By `apiVersion/kind`. */
  private readonly custom = new Map<string, CustomKind>();
  /** JSON Schemas of the user, by the name of their file. */
  private readonly documents = new Map<string, Json>();
  /** By `Kind.group`: whether objects of a custom kind live outside namespaces. */
  private readonly scopes = new Map<string, boolean>();

  private readonly pool: CostPool;
  private readonly steps = { left: sharedSteps };

  constructor(readonly options: SchemaSetOptions) {
    this.pool = new CostPool(options.costLimits);
    this.absences = new Absences(options.minor);
    this.definitions = new Definitions(this.absences);
  }

  /** `value` has an apiVersion and a kind, both strings. */
  check(value: JsonObject): Checked {
    const { apiVersion, kind } = value as { readonly apiVersion: string; readonly kind: string };
    const known = this.kind(apiVersion, kind);
    if (known === undefined) {
      const { absences } = this;
      const problem = unknownKind(apiVersion, kind, {
        keys: this.knownKinds(),
        complete: new Set(this.scopes.keys()),
        absences,
      });
      return { status: 'unknown-kind', problems: [problem], value };
    }
    const checking = new Checking(new CostBudget(this.pool, value), new Steps(this.steps, value));
    if (known.absence !== undefined) checking.reportAt(['apiVersion'], 'kind-not-in-version', known.absence);
    const cleaned = this.cleaned(known, value, checking);
    checkNames(cleaned?.['metadata'], known.key, this.options.minor, checking);
    const { problems } = checking;
    if (problems.length === 0 && cleaned !== undefined) {
      return { status: 'valid', problems: NO_PROBLEMS, value: cleaned };
    }
    // What makes an object one stays, whatever its schema says about it.
    return { status: 'invalid', problems, value: { apiVersion, kind, ...cleaned } };
  }

  /** What the schema leaves of it; of one that asks for too much, the metadata, of which the type is known. */
  private cleaned(kind: Kind, value: JsonObject, checking: Checking): JsonObject | undefined {
    try {
      return kind.check(value, checking) as JsonObject | undefined;
    } catch (error) {
      const isTooDeep = error instanceof RangeError && error.message.includes('call stack');
      if (!(error instanceof CostError) && !isTooDeep) throw error;
      const reason = error instanceof CostError ? error.message : 'it leads back to itself, or is nested too deeply';
      checking.path.length = 0;
      checking.report('unchecked-rule', `not checked by the schema of its kind: ${reason}`);
      const check = this.definitions.checkOf(builtInFile, 'apis.meta.v1.ObjectMeta');
      const metadata = check?.(value['metadata'] ?? {}, new Checking());
      return metadata === undefined ? {} : { metadata };
    }
  }

  /**
   * Makes the kinds of a CustomResourceDefinition known, in place of what was known of them before. The definition is
   * an object as check() returns it.
   */
  learn(definition: JsonObject): void {
    for (const kind of customKinds(this.check(definition).value)) {
      const key = `${kind.apiVersion}/${kind.kind}`;
      this.custom.set(key, kind);
      this.kinds.delete(key);
      this.scopes.set(kind.key, kind.isClusterScoped);
    }
  }

  /**
   * Makes known what lies in a folder of the user's, in place of the generated schemas of custom resources:
   * CustomResourceDefinitions (YAML, JSON) and JSON Schemas named as kubeconform does.
   * @throws SchemaFolderError for what can't be read.
   */
  addFolder(folder: string): void {
    const { definitions, schemas } = readSchemaFolder(folder);
    for (const definition of definitions) this.learn(definition);
    for (const [name, schema] of schemas) this.documents.set(name, schema);
    this.kinds.clear();
  }

  /** Whether objects of the kind (`Kind.group`) have no namespace. */
  isClusterScoped(key: string): boolean {
    return this.scopes.get(key) ?? isClusterScoped(key);
  }

  /** Whether there is a schema for the kind. */
  has(apiVersion: string, kind: string): boolean {
    return this.kind(apiVersion, kind) !== undefined;
  }

  /** All kinds there is a schema for, as `apiVersion/kind`, sorted; reads all files. */
  knownKinds(): readonly string[] {
    return [...new Set([...knownKinds(), ...this.custom.keys()])].sort();
  }

  private kind(apiVersion: string, kind: string): Kind | undefined {
    const key = `${apiVersion}/${kind}`;
    if (this.kinds.has(key)) return this.kinds.get(key);
    const found = this.findKind(apiVersion, kind);
    this.kinds.set(key, found);
    return found;
  }

  private findKind(apiVersion: string, kind: string): Kind | undefined {
    const custom = this.custom.get(`${apiVersion}/${kind}`);
    if (custom !== undefined) {
      // As if it stood beside the generated ones: its references are theirs.
      const check = compile(custom.schema, this.definitions.surroundingsOf('crds/custom.json'));
      return { check, key: custom.key, absence: undefined };
    }
    const document = isBuiltInGroup(groupOf(apiVersion)) ? undefined : this.documentOf(apiVersion, kind);
    if (document !== undefined) {
      // Read where what is nested too deeply is caught.
      let read: Check | undefined;
      const check: Check = (value, checking) => (read ??= documentCheck(document, this.documents))(value, checking);
      return { check, key: kindKey(apiVersion, kind), absence: undefined };
    }
    const location = locateKind(apiVersion, kind);
    if (location === undefined) return undefined;
    const check = this.definitions.checkOf(location.file, location.definition);
    if (check === undefined) return undefined;
    return { check, key: kindKey(apiVersion, kind), absence: this.absences.ofComingKind(`${apiVersion}/${kind}`) };
  }

  private documentOf(apiVersion: string, kind: string): Json | undefined {
    for (const name of namesOf(apiVersion, kind)) {
      const document = this.documents.get(name);
      if (document !== undefined) return document;
    }
    return undefined;
  }
}
