import { expect, test } from '@jest/globals';
import { requirePortablePath } from '../../lib/synth/portable-path';

test.each(['a', 'a/b.yaml', '.helmignore', 'a/..b/c..', 'ä/…'])('%j is the path of a file', (path) => {
  requirePortablePath(path);
});

test.each(['', '/a', 'a/', 'a//b', '.', './a', 'a/.', '..', '../a', 'a/../b', 'a\\b', 'C:it', 'a\0b', 'a/../../it'])(
  '%j is none',
  (path) => {
    expect(() => {
      requirePortablePath(path);
    }).toThrow(`not a path of an output file: ${JSON.stringify(path)}; expected one like templates/service.yaml`);
  },
);
