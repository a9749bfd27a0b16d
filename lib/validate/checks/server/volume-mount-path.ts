import type { ContainerCheck } from '../../check';
import { workload } from '../../example';

const mount = (fields: string) =>
  workload({ pod: 'volumes:\n  - {name: d, emptyDir: {}}', container: `volumeMounts: [{name: d, ${fields}}]` });

export default {
  id: 'volume-mount-path',
  scope: 'container',
  severity: 'error',
  summary: 'A mount has a path that cannot be mounted: empty, with a colon, or leaving its volume',
  remedy: 'Use an absolute mountPath without ":", and a relative subPath without "..".',
  link: 'https://kubernetes.io/docs/concepts/storage/volumes/#using-subpath',
  examples: {
    passes: [mount('mountPath: /data, subPath: a/b')],
    fails: [
      {
        yaml: mount('mountPath: /data, subPath: ../b'),
        at: 'spec.template.spec.containers[0].volumeMounts[0].subPath',
      },
      mount('mountPath: /data, subPath: /b'),
      mount('mountPath: /data, subPath: b, subPathExpr: c'),
      { yaml: mount('mountPath: ""'), at: 'spec.template.spec.containers[0].volumeMounts[0].mountPath' },
    ],
  },
  check({ spec: { volumeMounts = [] }, path }, report) {
    for (const [index, { mountPath, subPath, subPathExpr }] of volumeMounts.entries()) {
      const at = [...path, 'volumeMounts', index];
      if (mountPath === '') report([...at, 'mountPath'], 'the mountPath is empty');
      if (subPath !== undefined && subPathExpr !== undefined && subPath !== '' && subPathExpr !== '') {
        report([...at, 'subPathExpr'], 'subPath and subPathExpr exclude each other');
      }
      for (const [field, value] of [
        ['subPath', subPath],
        ['subPathExpr', subPathExpr],
      ] as const) {
        if (value === undefined || (!value.startsWith('/') && !value.split('/').includes('..'))) continue;
        report([...at, field], `${field} "${value}" must be relative and must not contain ".."`);
      }
    }
  },
} satisfies ContainerCheck;
