/** What the API server stores alike, and what not, field by field. */
import { describe, expect, test } from '@jest/globals';
import { readDocuments } from '../../lib/yaml/read';
import { isStoredAlike } from '../../lib/diff/stored';

const value = (yaml: string) => readDocuments(yaml, 'part.yaml')[0]?.value;
const container = (fields: string) =>
  `{spec: {containers: [{name: app, image: "app:1"${fields === '' ? '' : `, ${fields}`}}]}}`;
const pod = (fields: string) => `{spec: {containers: []${fields === '' ? '' : `, ${fields}`}}}`;
const volume = (source: string) => pod(`volumes: [{name: a, ${source}}]`);

const alike: readonly (readonly [field: string, before: string, after: string])[] = [
  ['template', container('env: []'), container('')],
  ['template', container('resources: {}'), container('')],
  [
    'template',
    container('resources: {limits: {cpu: 500m}}'),
    container('resources: {limits: {cpu: "0.5"}, requests: {}}'),
  ],
  ['template', container('resources: {requests: {memory: 1Gi}}'), container('resources: {requests: {memory: 1024Mi}}')],
  ['template', container('env: [{name: A}]'), container('env: [{name: A, value: ""}]')],
  ['template', container('stdin: false, stdinOnce: false, tty: false'), container('')],
  ['template', container('imagePullPolicy: IfNotPresent'), container('')],
  [
    'template',
    container('terminationMessagePath: /dev/termination-log, terminationMessagePolicy: File'),
    container(''),
  ],
  [
    'template',
    container('ports: [{containerPort: 80}]'),
    container('ports: [{containerPort: 80, protocol: TCP, hostPort: 0}]'),
  ],
  [
    'template',
    container('volumeMounts: [{name: a, mountPath: /a}]'),
    container('volumeMounts: [{name: a, mountPath: /a, readOnly: false, subPath: ""}]'),
  ],
  [
    'template',
    container('livenessProbe: {exec: {command: [a]}}'),
    container(
      'livenessProbe: {exec: {command: [a]}, timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3, initialDelaySeconds: 0}',
    ),
  ],
  [
    'template',
    container('startupProbe: {httpGet: {port: 80}}'),
    container('startupProbe: {periodSeconds: 10, httpGet: {port: 80, path: /, scheme: HTTP}}'),
  ],
  [
    'template',
    container('env: [{name: A, valueFrom: {fieldRef: {fieldPath: a}}}]'),
    container('env: [{name: A, valueFrom: {fieldRef: {apiVersion: v1, fieldPath: a}}}]'),
  ],
  [
    'template',
    container('env: [{name: A, valueFrom: {resourceFieldRef: {resource: limits.cpu, divisor: 1}}}]'),
    container('env: [{name: A, valueFrom: {resourceFieldRef: {resource: limits.cpu, divisor: "1"}}}]'),
  ],
  ['template', container('readinessProbe: null'), container('')],
  ['template', pod('hostNetwork: false, hostPID: false, hostIPC: false'), pod('')],
  [
    'template',
    pod(
      'dnsPolicy: ClusterFirst, restartPolicy: Always, schedulerName: default-scheduler, securityContext: {}, terminationGracePeriodSeconds: 30',
    ),
    pod(''),
  ],
  ['template', pod('serviceAccount: web'), pod('serviceAccountName: web')],
  ['template', pod('nodeSelector: {}, tolerations: []'), pod('')],
  [
    'template',
    pod('initContainers: [{name: a, image: a}]'),
    pod('initContainers: [{name: a, image: a, imagePullPolicy: Always}]'),
  ],
  ['template', volume('configMap: {name: a}'), volume('configMap: {name: a, defaultMode: 420}')],
  ['template', volume('secret: {secretName: a}'), volume('secret: {secretName: a, defaultMode: 420}')],
  [
    'template',
    volume('projected: {sources: [{serviceAccountToken: {path: a}}]}'),
    volume('projected: {defaultMode: 420, sources: [{serviceAccountToken: {path: a, expirationSeconds: 3600}}]}'),
  ],
  ['template', volume('emptyDir: {sizeLimit: 1Gi}'), volume('emptyDir: {sizeLimit: 1024Mi}')],
  ['template', '{metadata: {labels: {}, annotations: {}}, spec: {containers: []}}', pod('')],
  ['template', '{metadata: {creationTimestamp: null}, spec: {containers: []}}', pod('')],
  [
    'volumeClaimTemplates',
    '[{metadata: {name: a}, spec: {resources: {requests: {storage: 1Gi}}}}]',
    '[{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: a}, spec: {volumeMode: Filesystem, resources: {requests: {storage: 1024Mi}}}, status: {phase: Pending}}]',
  ],
  ['volumeClaimTemplates', '[]', 'null'],
];

const different: readonly (readonly [field: string, before: string, after: string])[] = [
  ['template', container('resources: {limits: {cpu: 500m}}'), container('resources: {limits: {cpu: 501m}}')],
  ['template', container('resources: {limits: {cpu: 500m}}'), container('resources: {requests: {cpu: 500m}}')],
  [
    'template',
    container('resources: {limits: {example.org/a: 1}}'),
    container('resources: {limits: {example.org/b: 1}}'),
  ],
  ['template', container('env: [{name: A, value: "1Gi"}]'), container('env: [{name: A, value: "1024Mi"}]')],
  ['template', container('securityContext: {}'), container('')],
  ['template', container('securityContext: {privileged: false}'), container('securityContext: {}')],
  ['template', container('tty: true'), container('')],
  ['template', container('imagePullPolicy: Always'), container('')],
  [
    'template',
    container('livenessProbe: {exec: {command: [a]}}'),
    container('livenessProbe: {exec: {command: [a]}, periodSeconds: 11}'),
  ],
  ['template', pod('securityContext: {runAsNonRoot: false}'), pod('')],
  ['template', pod('terminationGracePeriodSeconds: 0'), pod('')],
  ['template', pod('enableServiceLinks: true'), pod('')],
  ['template', pod('automountServiceAccountToken: true'), pod('')],
  [
    'template',
    pod('initContainers: [{name: a, image: "a:latest", imagePullPolicy: IfNotPresent}]'),
    pod('initContainers: [{name: a, image: "a:latest"}]'),
  ],
  [
    'template',
    pod('initContainers: [{name: a, image: "r:5000/a:1", imagePullPolicy: Always}]'),
    pod('initContainers: [{name: a, image: "r:5000/a:1"}]'),
  ],
  [
    'template',
    pod('initContainers: [{name: a, image: "r:5000/a@sha256:0", imagePullPolicy: Always}]'),
    pod('initContainers: [{name: a, image: "r:5000/a@sha256:0"}]'),
  ],
  ['template', pod('serviceAccount: web'), pod('serviceAccountName: api')],
  ['template', volume('emptyDir: {}'), volume('hostPath: {path: /a}')],
  ['template', volume('emptyDir: {}'), volume('emptyDir: {medium: Memory}')],
  ['template', volume('secret: {secretName: a, defaultMode: 256}'), volume('secret: {secretName: a}')],
  // Labels and annotations are texts, whatever they are called.
  ['template', '{metadata: {annotations: {value: ""}}, spec: {}}', '{metadata: {annotations: {}}, spec: {}}'],
  ['template', '{metadata: {labels: {storage: 1Gi}}, spec: {}}', '{metadata: {labels: {storage: 1024Mi}}, spec: {}}'],
  ['template', pod('nodeSelector: {storage: 1Gi}'), pod('nodeSelector: {storage: 1024Mi}')],
  [
    'template',
    pod('containers: [{name: a}, {name: b}]').replace('containers: [], ', ''),
    pod('containers: [{name: b}, {name: a}]').replace('containers: [], ', ''),
  ],
  ['volumeClaimTemplates', '[{metadata: {name: a}, spec: {}}]', '[{metadata: {name: a, labels: {b: c}}, spec: {}}]'],
  ['volumeClaimTemplates', '[{metadata: {name: a}, spec: {volumeMode: Block}}]', '[{metadata: {name: a}, spec: {}}]'],
];

describe('alike', () => {
  test.each(alike)('%s: %s and %s', (field, before, after) => {
    expect(isStoredAlike(field, value(before), value(after))).toBe(true);
    expect(isStoredAlike(field, value(after), value(before))).toBe(true);
  });
});

describe('not alike', () => {
  test.each(different)('%s: %s and %s', (field, before, after) => {
    expect(isStoredAlike(field, value(before), value(after))).toBe(false);
  });
});
