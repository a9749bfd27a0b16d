import { readdir, readFile } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { type JsonSchema, mapSchemas } from './json-schema';
import { readInterface } from './read-interface';
import { readValidator } from './read-validator';

/** One definition as its package holds it: open to unknown fields, references by long name. */
export interface RawDefinition {
  /** Unique in its package, and in all packages but for rare copies, e.g. `IoK8sApiAppsV1Deployment`. */
  readonly longName: string;
  /** From the folder it is exported from, e.g. `apps.v1.Deployment`. */
  readonly name: string;
  readonly schema: JsonSchema;
}

/**
 * Every definition of an unpacked kubernetes-models package: constraints from the compiled validator
 * (`_schemas/<longName>.js`), properties that have no constraint from the declaration (`<group>/<version>/<Name>.d.ts`).
 */
export async function readPackage(folder: string): Promise<RawDefinition[]> {
  const files = (await readdir(folder, { recursive: true }))
    .filter((file) => file.endsWith('.d.ts') && !file.startsWith('_schemas') && basename(file) !== 'index.d.ts')
    .sort();
  const definitions = await Promise.all(files.map((file) => readDefinition(folder, file)));
  return definitions.filter((definition) => definition !== undefined);
}

/** What the names of files end in, and long names do not: of the second definition that one group and version call alike. */
const NUMBER = /_\d+$/;

async function readDefinition(folder: string, file: string): Promise<RawDefinition | undefined> {
  const path = join(folder, file);
  const declaration = readInterface(await readFile(path, 'utf8'), basename(file, '.d.ts'));
  if (!declaration) return undefined;
  const { longName, shape } = declaration;
  const [number = ''] = NUMBER.exec(basename(file, '.d.ts')) ?? [];
  const validator = join(folder, '_schemas', `${longName}${number}.js`);
  const schema = completed(readValidator(await readFile(validator, 'utf8'), validator), shape);
  return {
    longName,
    name: relative(folder, path).slice(0, -'.d.ts'.length).split(sep).join('.'),
    schema: mapSchemas(schema, (part) => withLongReference(part, longName)),
  };
}

/** The schema, with the properties that only its declaration knows. */
export function completed(schema: JsonSchema, shape: JsonSchema): JsonSchema {
  const copy: JsonSchema = { ...schema };
  for (const [name, property] of Object.entries(shape.properties ?? {})) {
    const known = copy.properties?.[name];
    copy.properties = { ...copy.properties, [name]: known ? completed(known, property) : property };
  }
  if (copy.items && shape.items) copy.items = completed(copy.items, shape.items);
  if (typeof copy.additionalProperties === 'object' && typeof shape.additionalProperties === 'object') {
    copy.additionalProperties = completed(copy.additionalProperties, shape.additionalProperties);
  }
  return copy;
}

/** A module specifier (`./X.js`, `kubernetes-models/_schemas/X`) or `#` as the long name it stands for. */
function withLongReference(schema: JsonSchema, self: string): JsonSchema {
  if (schema.$ref === undefined) return schema;
  return { ...schema, $ref: schema.$ref === '#' ? self : basename(schema.$ref, '.js').replace(NUMBER, '') };
}
