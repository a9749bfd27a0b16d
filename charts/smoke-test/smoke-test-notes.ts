/** What NOTES.txt says of `helm test`. */
import type { Tree } from '../../lib/expr/expr';
import { equal } from '../../lib/expr/function';
import { text, when } from '../../lib/expr/vocabulary';
import type { Release } from '../../lib/synth/chart';
import type { Values } from '../../values/schema';
import type { Instance } from '../parts/instance';
import { loginOfTest } from './login-of-test';

export function smokeTestNotes(values: Values, release: Release, instance: Instance): readonly Tree[] {
  return [
    when<Tree>(values.smokeTest.enabled, [
      '  See whether a user can work with it:',
      text`    helm test ${release.name} -n ${release.namespace} --logs`,
      when(
        equal(loginOfTest(values, instance), 'unknown'),
        '    It knows no login, and only sees that one is asked for: name a Secret in smokeTest.existingSecret (docs/install.md).',
      ),
    ]),
  ];
}
