import type { PodCheck } from '../../check';
import { workload } from '../../example';
import { inWords } from '../../server/one-of';

const volume = (fields: string) => workload({ pod: `volumes:\n  - {name: data${fields}}` });

export default {
  id: 'volume-source',
  scope: 'pod',
  severity: 'error',
  summary: 'A volume has no source or several, or its source lacks what it needs',
  remedy: 'Give each volume exactly one source; paths of items are relative and stay inside the volume.',
  link: 'https://kubernetes.io/docs/concepts/storage/volumes/#volume-types',
  examples: {
    passes: [volume(', emptyDir: {}'), volume(', configMap: {name: a, items: [{key: a, path: b/c}]}')],
    fails: [
      { yaml: volume(', emptyDir: {}, hostPath: {path: /a}'), at: 'spec.template.spec.volumes[0]' },
      { yaml: volume(', hostPath: {path: /a/../b}'), at: 'spec.template.spec.volumes[0].hostPath.path' },
      volume(', configMap: {name: a, items: [{key: a, path: ../b}]}'),
      volume(', secret: {secretName: a, defaultMode: 1000}'),
    ],
  },
  check({ spec: { volumes = [] }, path }, report) {
    for (const [index, { name = '', ...sources }] of volumes.entries()) {
      const at = [...path, 'volumes', index];
      const set = Object.keys(sources);
      if (set.length > 1) report(at, `volume "${name}" has ${String(set.length)} sources: ${inWords(set)}`);
      const { hostPath, configMap, secret } = sources;
      if (hostPath?.path?.split('/').includes('..') === true) {
        report([...at, 'hostPath', 'path'], `the path ${hostPath.path} must not contain ".."`);
      }
      for (const [field, source] of [
        ['configMap', configMap],
        ['secret', secret],
      ] as const) {
        if (source?.defaultMode !== undefined && (source.defaultMode < 0 || source.defaultMode > 0o777)) {
          report([...at, field, 'defaultMode'], `mode ${String(source.defaultMode)} is outside 0 to 0777 (511)`);
        }
        for (const [place, item] of (source?.items ?? []).entries()) {
          if (item.path === undefined || isInside(item.path)) continue;
          report(
            [...at, field, 'items', place, 'path'],
            `the path "${item.path}" must be relative and must not contain ".."`,
          );
        }
      }
    }
  },
} satisfies PodCheck;

function isInside(path: string): boolean {
  return path !== '' && !path.startsWith('/') && !path.startsWith('..') && !path.split('/').includes('..');
}
