/** What Helm prints of who may enter. */
import type { Tree } from '../../lib/expr/expr';
import { equal, notEmpty } from '../../lib/expr/function';
import { text, when } from '../../lib/expr/vocabulary';
import type { Values } from '../../values/schema';

export function loginNotes({ auth: { mode, basic } }: Values): readonly Tree[] {
  return [
    when(
      equal(mode, 'none'),
      'There is no login: whoever reaches MLflow can read and change everything. auth.mode asks for one (docs/access.md).',
    ),
    when<Tree>(equal(mode, 'basic'), [
      'It asks for a login, of browsers and of programs (MLFLOW_TRACKING_USERNAME, MLFLOW_TRACKING_PASSWORD); without: 401.',
      when(
        notEmpty(basic.existingSecret),
        text`Users are in the Secret ${basic.existingSecret}, key ${basic.existingSecretKey}: a changed one is in force within two minutes.`,
        'Users are in the values: for development only.',
      ),
    ]),
  ];
}
