import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file that `npm run import` generated: JSON Schema draft-07, with references relative to imports/. */
export interface LoadedSchemas {
  /** The base that its references resolve against. */
  readonly uri: string;
  readonly schema: object;
  /** `apiVersion/kind` to definition name. */
  readonly kinds: Readonly<Record<string, string>>;
}

const importsDir = join(__dirname, '../../imports');

/** All generated schemas: about 1 MB of JSON, so callers load them on first use (10 ms). */
export function loadSchemas(): LoadedSchemas[] {
  const customResources = readdirSync(join(importsDir, 'crds')).filter((file) => file.endsWith('.json'));
  return ['kubernetes/schemas.json', ...customResources.map((file) => `crds/${file}`)].map((path) => {
    const schema = JSON.parse(readFileSync(join(importsDir, path), 'utf8')) as Pick<LoadedSchemas, 'kinds'>;
    return { uri: `file:///${path}`, schema, kinds: schema.kinds };
  });
}
