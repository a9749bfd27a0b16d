import { posix } from 'node:path';
import type { Absences } from './absences';
import type { Check } from './checking';
import { compile, type Located, type Surroundings } from './compile';
import { withFieldRules } from './field-rules';
import { builtInFile, schemaFile } from './schema-files';

/** The definitions of the generated files, each compiled when it is first met. */
export class Definitions {
  private readonly checks = new Map<string, Check>();
  private readonly surroundings = new Map<string, Surroundings>();

  constructor(private readonly absences: Absences) {}

  /** The check of a definition; undefined if the file has none of that name. */
  checkOf(file: string, name: string): Check | undefined {
    const key = `${file}#${name}`;
    const known = this.checks.get(key);
    if (known !== undefined) return known;
    const located = this.definitionOf(file, name);
    if (located === undefined) return undefined;
    const check = compile(located.schema, located.surroundings);
    this.checks.set(key, check);
    return check;
  }

  private definitionOf(file: string, name: string): Located | undefined {
    const schema = schemaFile(file).definitions[name];
    if (schema === undefined) return undefined;
    const surroundings = this.surroundingsOf(file);
    if (file !== builtInFile) return { schema, surroundings };
    const { absences } = this;
    return {
      schema: withFieldRules(name, schema),
      surroundings: {
        ...surroundings,
        absenceOf: (field) => absences.ofField(name, field),
        hasLost: (field) => absences.hasLost(name, field),
      },
    };
  }

  /** What the references of a schema mean that stands in the file, or would stand beside it. */
  surroundingsOf(file: string): Surroundings {
    let surroundings = this.surroundings.get(file);
    if (surroundings === undefined) {
      const target = (ref: string) => {
        const [path = '', pointer = ''] = ref.split('#');
        return {
          file: path === '' ? file : posix.join(posix.dirname(file), path),
          name: pointer.replace('/definitions/', ''),
        };
      };
      surroundings = {
        checkOf: (ref) => {
          const { file: other, name } = target(ref);
          return this.checkOf(other, name);
        },
        definitionOf: (ref) => {
          const { file: other, name } = target(ref);
          return this.definitionOf(other, name);
        },
      };
      this.surroundings.set(file, surroundings);
    }
    return surroundings;
  }
}
