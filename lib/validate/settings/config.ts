/** Reading a configuration file: strictly, with the place of every mistake. */
import { Ajv, type ErrorObject } from 'ajv';
import { GlobError, globs } from '../../text/glob';
import { nearestName } from '../../text/nearest-name';
import { wildcard } from '../../text/wildcard';
import type { Json } from '../../yaml/json';
import { YamlError } from '../../yaml/error';
import { positionFinder, type Path } from '../../yaml/position';
import { readDocuments } from '../../yaml/read';
import type { ExternalObject } from '../corpus';
import { portable } from '../fingerprint';
import { pathText, type Location, type Severity } from '../finding';
import type { RuleSetting } from '../rule-set';
import { configSchema } from './config-schema';
import { minorOf } from './kubernetes-version';
import { namespaceForm, namespacePattern } from './names';
import { SettingsError } from './settings-error';
import type { SuppressionEntry } from './suppression';

export interface Config {
  /** 34 for 1.34. */
  readonly minor?: number;
  readonly namespace?: string;
  readonly failOn?: Severity;
  readonly rules: Readonly<Record<string, RuleSetting>>;
  readonly packs: readonly string[];
  readonly registries: readonly string[];
  readonly external: readonly ExternalObject[];
  readonly schemas: readonly string[];
  readonly suppressions: readonly SuppressionEntry[];
  readonly exclude: readonly string[];
  /** What is checked where the command names nothing. */
  readonly paths: readonly string[];
  /** Values files for the charts among `paths`. */
  readonly values: readonly string[];
}

interface WrittenSuppression {
  readonly rule: string;
  readonly reason?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly files?: readonly string[];
  readonly path?: string;
}

interface Written extends Partial<Omit<Config, 'minor' | 'rules' | 'suppressions'>> {
  readonly rules?: Readonly<Record<string, RuleSetting | false>>;
  readonly kubernetesVersion?: string;
  readonly suppress?: readonly WrittenSuppression[];
}

export const emptyConfig: Config = {
  rules: {},
  packs: [],
  registries: [],
  external: [],
  schemas: [],
  suppressions: [],
  exclude: [],
  paths: [],
  values: [],
};

/** @throws SettingsError that names the place of every mistake */
export function readConfig(text: string, file: string): Config {
  const placeOf = placesOf(text, file);
  const { kubernetesVersion, rules = {}, suppress = [], ...written } = parse(text, file, placeOf);
  requireGlobs(written.exclude, ['exclude'], placeOf);
  requireGlobs(written.paths, ['paths'], placeOf);
  suppress.forEach(({ files }, index) => {
    requireGlobs(files, ['suppress', index, 'files'], placeOf);
  });
  return {
    ...emptyConfig,
    ...written,
    ...(kubernetesVersion === undefined ? {} : { minor: minorOf(kubernetesVersion, `${file}: kubernetesVersion`) }),
    rules: Object.fromEntries(Object.entries(rules).map(([id, setting]) => [id, setting === false ? 'off' : setting])),
    suppressions: suppress.map((entry, index) => toEntry(entry, () => placeOf(['suppress', index]))),
  };
}

function parse(text: string, file: string, placeOf: PlaceOf): Written {
  try {
    const documents = readDocuments(text, file);
    const [, second] = documents;
    if (second !== undefined) {
      throw new SettingsError(`${file}:${String(second.line)}:1: expected one document, got another one`);
    }
    const value = documents[0]?.value ?? {};
    const validate = new Ajv({ allErrors: true, verbose: true }).compile(configSchema);
    if (validate(value)) return value as Written;
    throw new SettingsError(...(validate.errors ?? []).map((error) => describe(error, value, placeOf)));
  } catch (error) {
    if (error instanceof YamlError) throw new SettingsError(error.message);
    throw error;
  }
}

/** @throws SettingsError at the first that is none */
function requireGlobs(patterns: readonly string[] = [], path: Path, placeOf: PlaceOf): void {
  patterns.forEach((pattern, index) => {
    try {
      globs([pattern]);
    } catch (error) {
      if (!(error instanceof GlobError)) throw error;
      const at = [...path, index];
      const { file, line, column } = placeOf(at);
      throw new SettingsError(`${file}:${String(line)}:${String(column)}: ${pathText(at)}: ${error.message}`);
    }
  });
}

function describe(error: ErrorObject, value: Json, placeOf: PlaceOf): string {
  const at = pathOf(error.instancePath, value);
  const { missingProperty, additionalProperty } = error.params as Readonly<Record<string, string | undefined>>;
  const path = [...at, ...[missingProperty ?? additionalProperty ?? []].flat()];
  const { file, line, column } = placeOf(path);
  const field = path.length === 0 ? 'the configuration' : pathText(path);
  return `${file}:${String(line)}:${String(column)}: ${field}: ${reasonOf(error)}`;
}

function reasonOf({ keyword, params, parentSchema, schema, data }: ErrorObject): string {
  const got = `got ${JSON.stringify(data)}`;
  switch (keyword) {
    case 'additionalProperties': {
      const known = Object.keys((parentSchema?.['properties'] ?? {}) as object);
      const near = nearestName((params as { additionalProperty: string }).additionalProperty, known);
      return near === undefined ? `unknown key; known here: ${known.join(', ')}` : `unknown key, did you mean ${near}?`;
    }
    case 'maxItems':
      return `at most ${String(schema)}, got ${String((data as readonly unknown[]).length)}: a baseline is for more`;
    case 'required':
      return 'required, but missing';
    case 'enum':
      return `expected one of ${(schema as readonly unknown[]).filter((each) => typeof each === 'string').join(', ')}, ${got}`;
    case 'pattern':
      return `expected ${schema === namespacePattern ? namespaceForm : 'a version such as "1.34"'}, ${got}`;
    case 'type': {
      const isVersion = typeof data === 'number' && String(schema) === 'string';
      return `expected ${names[String(schema)] ?? String(schema)}, ${got}${isVersion ? '; put it in quotes' : ''}`;
    }
    default:
      return 'expected something, got nothing';
  }
}

const names: Readonly<Record<string, string>> = { object: 'a mapping', array: 'a list', string: 'a text' };

/** A JSON pointer's parts; indexes of lists as numbers. */
function pathOf(pointer: string, value: Json): Path {
  let current: unknown = value;
  return pointer
    .split('/')
    .slice(1)
    .map((part) => {
      const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
      const step = Array.isArray(current) ? Number(key) : key;
      current = (current as Readonly<Record<string, unknown>>)[key];
      return step;
    });
}

/** Where the parts of the file stand, which is read once for all of them. */
type PlaceOf = (path: Path) => Location;

function placesOf(text: string, file: string): PlaceOf {
  const positionOf = positionFinder(text);
  return (path) => ({ file, ...(positionOf(path) ?? { line: 1, column: 1 }) });
}

function toEntry(written: WrittenSuppression, location: SuppressionEntry['location']): SuppressionEntry {
  const { rule, reason = '', files, path } = written;
  const matchesFile = files === undefined ? undefined : globs(files);
  const matches = {
    kind: optionalWildcard(written.kind),
    name: optionalWildcard(written.name),
    namespace: optionalWildcard(written.namespace),
    path: optionalWildcard(path),
  };
  return {
    source: 'configuration',
    rule,
    reason: reason.trim(),
    location,
    covers: (finding) =>
      finding.rule === rule &&
      matches.kind(finding.object?.kind) &&
      matches.name(finding.object?.name) &&
      matches.namespace(finding.object?.namespace) &&
      matches.path(finding.path) &&
      (matchesFile === undefined || matchesFile(portable(finding.location.file))),
    ...(matchesFile === undefined ? {} : { isAbout: (read) => [...read].some((each) => matchesFile(each)) }),
  };
}

/** `*` is any text. Not a file's glob: brackets are part of a field's path. */
function optionalWildcard(pattern: string | undefined): (text: string | undefined) => boolean {
  if (pattern === undefined) return () => true;
  const isMatch = wildcard(pattern);
  return (text) => text !== undefined && isMatch(text);
}
