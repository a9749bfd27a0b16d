/** Values that a document shows are accepted, over those of the environment that it is about. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { checkValues, type ValuesSource } from '../../lib/values/check';
import { readDocuments } from '../../lib/yaml/read';
import { definition } from '../support/platform';
import { root } from '../support/root';
import { blocksIn, filesIn } from './shown';

/** Those that a page has people set beside others, which it names: their first lines, and the document that shows those. */
const BESIDE: Readonly<Record<string, ReadonlyMap<string, string>>> = {
  '# postgresql-18.yaml': filesIn('docs/backup.md'),
  '# other-engine.yaml': filesIn('docs/backup.md'),
};
const PAGES = ['docs/store.md', 'docs/database.md', 'docs/retention.md', 'docs/training-workflow.md'];
const prod: ValuesSource = { file: 'prod.yaml', text: readFileSync(join(root, 'values/prod.yaml'), 'utf8') };

/** Blocks of YAML that are values, in reading order. */
function valuesIn(document: string): readonly string[] {
  return blocksIn(document, 'yaml').filter((text) => {
    const keys = Object.keys((readDocuments(text, document)[0]?.value ?? {}) as object);
    return keys.every((key) => key in definition.schema.fields);
  });
}

test('what stands beside them is shown', () => {
  for (const files of Object.values(BESIDE)) expect([...files.keys()]).toContain('backup.yaml');
});

describe.each(PAGES)('%s', (page) => {
  test.each(valuesIn(page).map((text, index) => [text.split('\n')[0], index, text] as const))(
    '%s',
    (_, index, text) => {
      const [first = ''] = text.split('\n');
      const backup = BESIDE[first]?.get('backup.yaml');
      const beside = backup === undefined ? [] : [{ file: 'backup.yaml', text: backup }];
      const checked = checkValues(definition, [prod, ...beside, { file: `${page}, block ${String(index + 1)}`, text }]);
      expect(
        checked.ok ? [] : checked.problems.map(({ file, line, message }) => `${file}:${String(line)}: ${message}`),
      ).toEqual([]);
    },
  );
});
