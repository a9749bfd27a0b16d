/** Whom the platform's pods talk to: NetworkPolicies that let that through, and nothing else. */
import type { Value } from '../lib/expr/expr';
import { and, choose, equal, join, matches, not, notEmpty, or } from '../lib/expr/function';
import { collection, each } from '../lib/expr/vocabulary';
import type { Rule } from '../lib/values/rule';
import { boolean, integer, list, map, record, string } from '../lib/values/schema';
import { usesBackups } from './backup';
import { cnpgGoesToStore, runsCnpg } from './cloudnative-pg';
import { empty, setsVariable } from './conditions';
import { hasDatabase, hasStore, isStoreEngine } from './engines';
import { LABEL, labelValue, RANGE } from './fields';
import { goesByProxy, hasOutboundProxy } from './outbound-proxy';
import type { Values } from './schema';

const range = { regex: `^(${RANGE})$`, expected: 'a range such as 10.20.0.0/16 or fd00::/8' };
const labels = (description: string) => map(labelValue(), { description });

/** As NetworkPolicies have it: pods by their namespace and their labels, or addresses. */
const PEER = {
  cidr: string({
    default: '',
    description: 'A range of addresses, such as 10.20.0.0/16, instead of pods.',
    pattern: { ...range, regex: `^(${RANGE})?$` },
  }),
  except: list(string({ description: 'A range.', pattern: range }), {
    default: [],
    description: 'Ranges inside of cidr that are left out.',
  }),
  namespace: string({
    default: '',
    description: 'Name of the pods’ namespace, or * for all of them; empty is the release’s own.',
    pattern: { regex: `^([*]|${LABEL})?$`, expected: 'the name of a namespace, or *' },
    maxLength: 63,
  }),
  namespaceLabels: labels('Labels of their namespaces, instead of a name.'),
  podLabels: labels('Labels of the pods; none takes all of them.'),
};

type Whoever = readonly { readonly namespace?: string; readonly podLabels: Readonly<Record<string, string>> }[];

const origins = (description: string, whoever: Whoever = []) =>
  list(record('Pods, or addresses.', PEER), { default: whoever, description });

const destinations = (description: string) =>
  list(
    record('Pods, or addresses.', {
      ...PEER,
      ports: list(integer({ minimum: 1, maximum: 65535, description: 'A port.' }), {
        default: [],
        description: 'Their ports, where they are others than the values or URLs say, as behind a Service.',
      }),
    }),
    { default: [], description },
  );

export const networkPolicy = record('Who may talk to whom (NetworkPolicies): see docs/isolation.md.', {
  enabled: boolean({ default: false, description: 'Let through what is needed, or named here, and nothing else.' }),
  ingressControllers: origins('What is in front of MLflow: the Ingress controller’s pods, a gateway’s, or addresses.'),
  clients: origins('Who uses MLflow inside the cluster, or past the Ingress. By default all pods of the namespace.', [
    { podLabels: {} },
  ]),
  monitoring: origins('Who reads the metrics: Prometheus.'),
  databaseOperator: origins('CloudNativePG’s operator, with database.engine cloudnative-pg.', [
    { namespace: 'cnpg-system', podLabels: { 'app.kubernetes.io/name': 'cloudnative-pg' } },
  ]),
  externalCidrs: record('Where the server goes outside of the release: addresses, or pods of others.', {
    database: destinations('The database of externalDatabase, mlflow.registry or mlflow.env.'),
    s3: destinations('The S3 store, and what gives out its keys, such as STS.'),
    issuers: destinations('The issuers of auth.oidc.'),
    serviceAccounts: destinations('Where auth.oidc.serviceAccounts.jwksUrl leads: the API server’s addresses.'),
    webhooks: destinations('Receivers of webhooks; port 443 unless said.'),
    modelProviders: destinations('What MLflow’s AI gateway asks; port 443 unless said.'),
    backups: destinations('The store of backup.destination.'),
    kubernetes: destinations('The API server, which the pods of CloudNativePG ask; ports 443 and 6443 unless said.'),
    databaseBackups: destinations('The store of database.cnpg.backup, and of its recovery.'),
    outboundProxy: destinations('The proxy of outboundProxy; port 3128 where a Secret has its URL, unless said.'),
  }),
});

type Settings = Values['networkPolicy'];
/** Who comes from outside of the release, as the values name them. */
export type Origin = 'ingressControllers' | 'clients' | 'monitoring' | 'databaseOperator';
/** Why the server goes there. */
export type Purpose = keyof Settings['externalCidrs'];
export type Peers = Settings[Origin];
/** One of them. */
export type Peer = Peers extends Value<readonly (infer Item)[]> ? Item : never;

/** Variables of mlflow.env that may lead out of the release. */
const DATABASE_VARIABLES = [
  'MLFLOW_BACKEND_STORE_URI',
  'MLFLOW_REGISTRY_STORE_URI',
  'MLFLOW_READ_REPLICA_BACKEND_STORE_URI',
];
const S3_VARIABLES = ['MLFLOW_ARTIFACTS_DESTINATION', 'MLFLOW_DEFAULT_ARTIFACT_ROOT', 'MLFLOW_S3_ENDPOINT_URL'];

interface Need {
  readonly purpose: Purpose;
  /** What the values ask for cannot work without. */
  readonly needed: Value<boolean>;
  readonly because: string;
  readonly remedy: string;
  /** Where it depends on variables, and on Secrets, which nobody has read. */
  readonly byVariables?: {
    readonly suspected: Value<boolean>;
    readonly because: string;
    /** Whether the release has its own, which is the only one unless variables say something else. */
    readonly own: Value<boolean>;
    readonly what: string;
  };
}

export function isolationRules(values: Values): readonly Rule[] {
  const { networkPolicy: settings, mlflow } = values;
  const { enabled, ingressControllers, clients } = settings;
  const ranges = collection(
    'clientRanges',
    each(clients, ({ cidr }) => cidr),
  );
  const none = (peers: Peers) => not(notEmpty(peers));
  return [
    {
      path: 'networkPolicy.ingressControllers',
      violated: and(enabled, mlflow.ingress.enabled, none(ingressControllers)),
      problem: 'is empty although mlflow.ingress.enabled is true: nothing would come through the Ingress',
      remedy: 'Name the namespace of the Ingress controller, or its addresses',
    },
    {
      path: 'networkPolicy.ingressControllers',
      violated: and(enabled, mlflow.gateway.enabled, none(ingressControllers)),
      problem: 'is empty although mlflow.gateway.enabled is true: nothing would come through the Gateway',
      remedy: 'Name the namespace of the pods that serve the Gateway, or their addresses',
    },
    {
      path: 'networkPolicy.ingressControllers',
      violated: and(enabled, mlflow.route.enabled, none(ingressControllers)),
      problem: 'is empty although mlflow.route.enabled is true: nothing would come through OpenShift’s router',
      remedy: 'Name the router’s namespace by its label, as docs/clusters.md has it',
    },
    {
      path: 'networkPolicy.databaseOperator',
      violated: and(enabled, runsCnpg(values), none(settings.databaseOperator)),
      problem: 'is empty although database.engine is cloudnative-pg: its operator would not reach what it looks after',
      remedy: 'Name the namespace of the operator, cnpg-system unless it was put elsewhere',
    },
    {
      path: 'networkPolicy.clients',
      violated: and(enabled, none(ingressControllers), none(clients)),
      problem: 'is empty, and ingressControllers too: nobody would reach MLflow',
      remedy: 'Name clients; {podLabels: {}} is all pods of the namespace',
    },
    {
      path: 'networkPolicy.clients',
      violated: and(enabled, not(hasStore(values, 'external')), equal(mlflow.artifacts.mode, 'direct'), none(clients)),
      problem: 'is empty although mlflow.artifacts.mode is direct: nobody would reach the store',
      remedy: 'Name those who read and write artefacts',
    },
    {
      path: 'networkPolicy.clients',
      violated: and(
        enabled,
        not(hasStore(values, 'external')),
        equal(mlflow.artifacts.mode, 'presigned'),
        none(clients),
        or(none(ingressControllers), empty(mlflow.artifacts.presigned.publicEndpoint)),
      ),
      problem:
        'is empty although mlflow.artifacts.mode is presigned, and no Ingress controller is let through to a public address: nobody would reach the store',
      remedy: 'Name those who read and write artefacts',
    },
    {
      path: 'networkPolicy.clients',
      violated: and(enabled, not(equal(mlflow.service.type, 'ClusterIP')), empty(join(ranges, ''))),
      problem: 'has no cidr although mlflow.service.type is another than ClusterIP: nobody outside would get in by it',
      remedy: 'Name their addresses, and where a load balancer or a node hides them, its own',
    },
    ...needsOf(values).flatMap((need) => rulesOf(need, values)),
    ...everyList(settings).map(([path, peers]) => oneThingEach(path, peers)),
    ...Object.entries(settings.externalCidrs).map(([purpose, peers]) => notEverywhere(purpose, enabled, peers)),
  ];
}

function needsOf(values: Values): readonly Need[] {
  const { auth, backup, externalDatabase, externalS3, mlflow } = values;
  const { registry } = mlflow;
  const sets = (names: readonly string[]) => or(...names.map((name) => setsVariable(values, name)));
  const byOidc = equal(auth.mode, 'oidc');
  return [
    {
      purpose: 'database',
      needed: and(hasDatabase(values, 'external'), notEmpty(externalDatabase.host)),
      because: 'externalDatabase.host is set',
      remedy: 'Name the addresses of the database',
      byVariables: {
        suspected: or(notEmpty(registry.storeUri), notEmpty(registry.existingSecret), sets(DATABASE_VARIABLES)),
        because: 'mlflow.registry or mlflow.env names a database',
        own: not(hasDatabase(values, 'external')),
        what: 'the only database is the release’s own',
      },
    },
    {
      purpose: 's3',
      needed: and(
        isStoreEngine(values, 'external'),
        notEmpty(externalS3.bucket),
        not(goesByProxy(values, externalS3.endpoint)),
      ),
      because: 'externalS3.bucket is set',
      remedy: 'Name the addresses of the store; without keys, those of STS too',
      byVariables: {
        suspected: sets(S3_VARIABLES),
        because: 'mlflow.env names a store',
        own: not(isStoreEngine(values, 'external')),
        what: 'the only store is the release’s own',
      },
    },
    {
      purpose: 'issuers',
      needed: and(byOidc, not(goesByProxy(values, auth.oidc.issuerUrl))),
      because: 'auth.mode is oidc',
      remedy: 'Name the addresses of the issuers',
    },
    {
      purpose: 'backups',
      needed: and(usesBackups(values), not(goesByProxy(values, backup.destination.endpoint))),
      because: 'backups are made or restored',
      remedy: 'Name the addresses of the store of backups',
    },
    {
      purpose: 'outboundProxy',
      needed: hasOutboundProxy(values),
      because: 'outboundProxy names one',
      remedy: 'Name the addresses of the proxy',
    },
    {
      purpose: 'kubernetes',
      needed: runsCnpg(values),
      because: 'database.engine is cloudnative-pg',
      remedy: 'Name the addresses of the API server, as kubectl get endpointslice kubernetes -n default prints them',
    },
    {
      purpose: 'databaseBackups',
      needed: and(cnpgGoesToStore(values), not(hasOutboundProxy(values))),
      because: 'database.cnpg has a store of backups',
      remedy: 'Name the addresses of that store; without keys, those of STS too',
    },
    {
      purpose: 'serviceAccounts',
      needed: and(
        byOidc,
        auth.oidc.serviceAccounts.enabled,
        not(goesByProxy(values, auth.oidc.serviceAccounts.jwksUrl)),
      ),
      because: 'auth.oidc.serviceAccounts.enabled is true',
      remedy: 'Name the addresses of the API server, as kubectl get endpointslice kubernetes -n default prints them',
    },
  ];
}

function rulesOf(need: Need, { networkPolicy: { enabled, externalCidrs } }: Values): readonly Rule[] {
  const { purpose, needed, because, remedy, byVariables } = need;
  const path = `networkPolicy.externalCidrs.${purpose}`;
  const named = notEmpty(externalCidrs[purpose]);
  const missing: Rule = {
    path,
    violated: and(enabled, needed, not(named)),
    problem: `is empty although ${because}: nothing of the release would get there`,
    remedy,
  };
  if (byVariables === undefined) return [missing];
  const { suspected, own, what } = byVariables;
  return [
    missing,
    {
      level: 'warned',
      path,
      violated: and(enabled, suspected, not(needed), not(named)),
      problem: `is empty although ${byVariables.because}: if it is outside of the release, the server does not get there`,
      remedy,
    },
    {
      level: 'warned',
      path,
      violated: and(enabled, own, not(suspected), named),
      problem: `opens a way that the server has no use for: ${what}`,
      remedy: 'Remove it',
    },
  ];
}

/** Each list of pods or addresses, by its path. */
function everyList(settings: Settings): readonly (readonly [path: string, peers: Peers])[] {
  const { ingressControllers, clients, monitoring, databaseOperator, externalCidrs } = settings;
  const outside = Object.entries(externalCidrs).map(([purpose, peers]) => [`externalCidrs.${purpose}`, peers] as const);
  return [...Object.entries({ ingressControllers, clients, monitoring, databaseOperator }), ...outside].map(
    ([name, peers]) => [`networkPolicy.${name}`, peers] as const,
  );
}

/** Also of the server’s own network and of the cloud’s metadata, which give keys to who asks. */
function notEverywhere(purpose: string, enabled: Value<boolean>, peers: Peers): Rule {
  const unlimited = collection(
    'unlimited',
    each(peers, ({ cidr, except }) => choose(and(matches(cidr, '/0$'), not(notEmpty(except))), 'unlimited', '')),
  );
  return {
    level: 'warned',
    path: `networkPolicy.externalCidrs.${purpose}`,
    violated: and(enabled, notEmpty(join(unlimited, ''))),
    problem:
      'lets the server go everywhere: also to whatever has this port in the cluster, in your network, and where a cloud gives keys to who asks (169.254.169.254)',
    remedy: 'Leave those out with except; docs/isolation.md has an example',
  };
}

/** A peer of a NetworkPolicy is either; of the two, one would not count. */
function oneThingEach(path: string, peers: Peers): Rule {
  const mixed = collection(
    'mixed',
    each(peers, ({ cidr, except, namespace, namespaceLabels, podLabels }) => {
      const byLabels = or(notEmpty(namespaceLabels), notEmpty(podLabels));
      const both = or(
        and(notEmpty(cidr), or(notEmpty(namespace), byLabels)),
        and(notEmpty(namespace), notEmpty(namespaceLabels)),
        and(empty(cidr), notEmpty(except)),
      );
      return choose(both, 'mixed', '');
    }),
  );
  return {
    path,
    violated: notEmpty(join(mixed, '')),
    problem:
      'has an entry that says two things: a cidr stands alone, but for except, and a namespace has a name or labels',
    remedy: 'Make two entries of it',
  };
}
