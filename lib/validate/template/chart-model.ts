/** A chart with everything parsed that its checks look at, once for all of them. */
import type { Json } from '../../yaml/json';
import { readDocuments } from '../../yaml/read';
import { YamlError } from '../../yaml/error';
import type { ChartView } from '../chart/chart-view';
import { isRecord, type JsonObject } from '../object';
import type { Define, Template } from './node';
import { parseTemplate } from './parse';
import { TemplateSyntaxError } from './syntax-error';

export interface TemplateFile {
  /** Path below the chart's folder. */
  readonly file: string;
  readonly text: string;
  /** Undefined where it does not parse. */
  readonly template?: Template;
  readonly error?: TemplateSyntaxError;
  /** Of the chart itself, not of one below charts/. */
  readonly isOwn: boolean;
}

export interface DefineSite {
  readonly define: Define;
  readonly source: TemplateFile;
}

export interface ChartModel {
  readonly view: ChartView;
  /** Chart.yaml; empty where it can't be read. */
  readonly metadata: JsonObject;
  /** values.yaml; empty where there is none. */
  readonly values: JsonObject;
  /** In the order in which Helm parses them. */
  readonly templates: readonly TemplateFile[];
  readonly defines: ReadonlyMap<string, readonly DefineSite[]>;
  readonly isLibrary: boolean;
  /** Keys of values that are another chart's: names and aliases of dependencies, folders of charts/. */
  readonly subcharts: ReadonlySet<string>;
  /** False where a template does not parse or a dependency is not there: then absence proves nothing. */
  readonly isComplete: boolean;
}

const models = new WeakMap<ChartView, ChartModel>();

export function modelOf(view: ChartView): ChartModel {
  const known = models.get(view);
  if (known !== undefined) return known;
  const model = build(view);
  models.set(view, model);
  return model;
}

/** The only document of a YAML file, or undefined: other checks say what is wrong with it. */
export function yamlOf(view: ChartView, file: string): Json | undefined {
  const text = view.files.get(file);
  if (text === undefined) return undefined;
  try {
    return readDocuments(text, file)[0]?.value;
  } catch (error) {
    if (error instanceof YamlError) return undefined;
    throw error;
  }
}

function build(view: ChartView): ChartModel {
  const record = (file: string): JsonObject => {
    const value = yamlOf(view, file);
    return isRecord(value) ? value : {};
  };
  const metadata = record('Chart.yaml');
  const templates = [...view.files]
    .filter(([file]) => /^(?:charts\/[^/]+\/)*templates\//.test(file))
    .map(([file, text]) => parseFile(file, text));
  const defines = new Map<string, DefineSite[]>();
  for (const source of templates) {
    for (const define of source.template?.defines ?? []) {
      const sites = defines.get(define.name);
      if (sites === undefined) defines.set(define.name, [{ define, source }]);
      else sites.push({ define, source });
    }
  }
  const folders = vendoredOf(view);
  const dependencies = dependenciesOf(view, metadata);
  const isMissing = dependencies.some(({ name }) => typeof name !== 'string' || !folders.has(name));
  const files = [...view.files.keys(), ...(view.binaryFiles ?? [])];
  const isPacked = files.some((file) => /^charts\/[^/]+\.tgz$/.test(file));
  const names = dependencies.flatMap(({ name, alias }) => [name, alias]);
  return {
    view,
    metadata,
    values: record('values.yaml'),
    templates,
    defines,
    isLibrary: metadata['type'] === 'library',
    subcharts: new Set([...folders.keys(), ...names.filter((name) => typeof name === 'string')]),
    isComplete: !isMissing && !isPacked && templates.every(({ error }) => error === undefined),
  };
}

/** The charts below charts/, by name, with their version; empty where it isn't known. */
export function vendoredOf(view: ChartView): ReadonlyMap<string, string> {
  const folders = new Set([...view.files.keys()].flatMap((file) => /^charts\/([^/]+)\//.exec(file)?.[1] ?? []));
  return new Map(
    [...folders].map((folder) => {
      const metadata = yamlOf(view, `charts/${folder}/Chart.yaml`);
      const { name, version } = isRecord(metadata) ? metadata : ({} as JsonObject);
      return [typeof name === 'string' ? name : folder, typeof version === 'string' ? version : ''];
    }),
  );
}

/** The list in Chart.yaml, or in requirements.yaml, where charts of apiVersion v1 have it. */
export function dependenciesOf(view: ChartView, metadata: JsonObject): readonly JsonObject[] {
  const requirements = yamlOf(view, 'requirements.yaml');
  const list = metadata['dependencies'] ?? (isRecord(requirements) ? requirements['dependencies'] : undefined);
  return Array.isArray(list) ? (list as readonly Json[]).filter(isRecord) : [];
}

function parseFile(file: string, text: string): TemplateFile {
  const isOwn = !file.startsWith('charts/');
  try {
    return { file, text, isOwn, template: parseTemplate(text, file) };
  } catch (error) {
    if (!(error instanceof TemplateSyntaxError)) throw error;
    return { file, text, isOwn, error };
  }
}
