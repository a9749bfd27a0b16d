import type { CorpusCheck } from '../../check';
import { documents } from '../../example';
import { objectText } from '../../finding';
import type { ManifestObject } from '../../object';
import { manifest } from '../../references/example';
import { stringsAt } from '../../references/lenient';
import { togetherness } from '../../references/together';

export default {
  id: 'duplicate-object',
  scope: 'corpus',
  kinds: '*',
  severity: 'error',
  summary:
    'The same kind, namespace and name twice: an error in one file or chart, a warning in one folder, else information',
  remedy: 'Keep one; objects meant for different clusters or namespaces are better checked in runs of their own.',
  link: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/names/',
  examples: {
    passes: [
      documents(
        manifest('v1', 'ConfigMap', 'team/app', 'data: {mode: a}'),
        manifest('v1', 'ConfigMap', 'other/app', 'data: {mode: a}'),
      ),
      documents(manifest('v1', 'ConfigMap', 'app', 'data: {mode: a}'), manifest('v1', 'Secret', 'app')),
    ],
    fails: [
      {
        yaml: documents(
          manifest('v1', 'ConfigMap', 'app', 'data: {mode: a}'),
          manifest('v1', 'ConfigMap', 'app', 'data: {mode: b}'),
        ),
        at: 'metadata.name',
      },
    ],
  },
  check(corpus, report) {
    const seen = new Map<string, ManifestObject>();
    for (const object of corpus.objects) {
      if (object.name === '' || object.kind === '' || isHook(object)) continue;
      const identity = `${object.key}\n${object.namespace}\n${object.name}`;
      const first = seen.get(identity);
      if (first === undefined) {
        seen.set(identity, object);
        continue;
      }
      const related = [{ object: first, path: ['metadata', 'name'], message: 'the first of them' }];
      const message = `${objectText(object)} is defined twice: what is applied last replaces the other`;
      const severity = severities[togetherness(first, object)];
      report(object, ['metadata', 'name'], message, { related, severity });
    }
  },
} satisfies CorpusCheck;

/** Hooks of one name may run at different times. */
function isHook({ value }: ManifestObject): boolean {
  return Object.hasOwn(stringsAt(value, 'metadata', 'annotations'), 'helm.sh/hook');
}

const severities = { certain: 'error', likely: 'warning', doubtful: 'info' } as const;
