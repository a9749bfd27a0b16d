/** Why no object here is made by cdk8s-plus, whose constructs take no values: docs/architecture.md, Decisions. */
import { expect, test } from '@jest/globals';
import { hasExpr } from '../../lib/expr/expr';
import { model } from '../support/platform';

test('no object is static: each name and each set of labels has the release in it', () => {
  const single = model.objects.filter(({ tree }) => !Array.isArray(tree));
  const isStatic = single.filter(({ tree }) => {
    const { metadata } = tree as { readonly metadata: { readonly name: unknown; readonly labels: unknown } };
    return !hasExpr(metadata.name) || !hasExpr(metadata.labels);
  });
  expect(isStatic.map(({ origin }) => origin)).toEqual([]);
  expect(single.length).toBeGreaterThan(15);
});
