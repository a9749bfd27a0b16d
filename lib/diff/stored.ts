/**
 * What the API server stores of what it is given: with its defaults (pkg/apis/core/v1/defaults.go and apps/v1 of Kubernetes 1.37), and
 * without empty values. Two manifests of which it stores the same are no change, and replace no pod.
 */
import { isDeepStrictEqual } from 'node:util';
import { quantityOf } from '../text/quantity';
import { isRecord, type JsonObject } from '../validate/object';
import type { Json } from '../yaml/json';

/** Whether two values at the same field, such as `template`, are the same for the API server. */
export function isStoredAlike(field: string, before: Json | undefined, after: Json | undefined): boolean {
  return isDeepStrictEqual(stored(field, before), stored(field, after));
}

/** @param field its name: it says what is at it */
function stored(field: string, value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) {
    const items = (value as readonly Json[]).flatMap((item) => stored(itemOf[field] ?? '', item) ?? {});
    return items.length === 0 ? undefined : items;
  }
  if (isRecord(value)) return storedObject(field, value);
  if (amounts.has(field)) return quantityOf(value) ?? value;
  return value === null || (value === zeros[field] && value !== undefined) ? undefined : value;
}

function storedObject(field: string, value: JsonObject): Json | undefined {
  const own = { ...defaultsOf(field, value), ...value };
  const isAmounts = field === 'requests' || field === 'limits';
  const fields = Object.entries(own).flatMap(([name, part]) => {
    const kept = free.has(field) ? part : isAmounts ? (quantityOf(part) ?? part) : stored(fieldIn(field, name), part);
    return kept === undefined || (dropped[field] ?? []).includes(name) ? [] : [[name, kept] as const];
  });
  return fields.length === 0 && emptyIsNothing.has(field) ? undefined : Object.fromEntries(fields);
}

/** Fields of one name that hold different things: how they are called here. */
function fieldIn(field: string, name: string): string {
  if (field === 'volume' && ['configMap', 'secret', 'projected', 'downwardAPI'].includes(name)) return 'fileVolume';
  if (field === 'template' && name === 'spec') return 'podSpec';
  if (field === 'claim' && name === 'spec') return 'claimSpec';
  return name;
}

/** List → what its items are called here. */
const itemOf: Readonly<Record<string, string>> = {
  containers: 'container',
  initContainers: 'container',
  volumes: 'volume',
  ports: 'port',
  volumeClaimTemplates: 'claim',
};

const probe = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 };

const defaults: Readonly<Record<string, JsonObject>> = {
  podSpec: {
    dnsPolicy: 'ClusterFirst',
    restartPolicy: 'Always',
    schedulerName: 'default-scheduler',
    securityContext: {},
    terminationGracePeriodSeconds: 30,
  },
  container: { terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File' },
  port: { protocol: 'TCP' },
  startupProbe: probe,
  livenessProbe: probe,
  readinessProbe: probe,
  httpGet: { path: '/', scheme: 'HTTP' },
  fieldRef: { apiVersion: 'v1' },
  fileVolume: { defaultMode: 0o644 },
  serviceAccountToken: { expirationSeconds: 3600 },
  claimSpec: { volumeMode: 'Filesystem' },
};

function defaultsOf(field: string, value: JsonObject): JsonObject {
  const known = defaults[field] ?? {};
  if (field === 'container') {
    const image = typeof value['image'] === 'string' ? value['image'] : '';
    return { ...known, imagePullPolicy: /:latest$|^(?:[^@]*\/)?[^:@/]+$/.test(image) ? 'Always' : 'IfNotPresent' };
  }
  // Two names of one field.
  if (field === 'podSpec' && typeof value['serviceAccount'] === 'string') {
    return { ...known, serviceAccountName: value['serviceAccount'] };
  }
  return known;
}

/** What says nothing, where it is no pointer for the API server: absent and so are the same. */
const zeros: Readonly<Record<string, Json>> = {
  hostIPC: false,
  hostNetwork: false,
  hostPID: false,
  hostPort: 0,
  initialDelaySeconds: 0,
  readOnly: false,
  stdin: false,
  stdinOnce: false,
  subPath: '',
  tty: false,
  value: '',
};
const emptyIsNothing = new Set([
  '',
  'annotations',
  'labels',
  'limits',
  'matchLabels',
  'metadata',
  'nodeSelector',
  'requests',
  'resources',
]);
/** Their keys are people's own. */
const free = new Set(['annotations', 'labels', 'matchLabels', 'nodeSelector']);
const amounts = new Set(['divisor', 'sizeLimit']);
const dropped: Readonly<Record<string, readonly string[]>> = {
  claim: ['apiVersion', 'kind', 'status'],
  podSpec: ['serviceAccount'],
};
