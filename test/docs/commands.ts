/**
 * Every command that a document shows, in reading order, with what proves that it runs; and every other text in a block of
 * code. A command that is not here fails commands.test.ts, and so does an entry that no document shows.
 */

/** Commands that need a cluster and follow each other in one, by the namespace that they are about. */
export type Flow = 'mlflow-prod' | 'mlflow-staging' | 'mlflow-dev' | 'mlflow-dev, plain manifests' | 'mlflow';

export type Proof =
  /** typed/commands.test.ts runs it in a copy of the project; `as` is what it runs instead, where the command itself takes too long. */
  | { readonly here: { readonly exit: 0 | 1 | 2; readonly as?: string } }
  /** test/cluster/docs.test.ts runs it on real API servers. */
  | { readonly cluster: Flow }
  /** That file of the suites on real servers, or one that a test beside it calls, takes it from the document and runs it. */
  | { readonly platform: string }
  /** Another document shows the very same, and what proves it stands there. */
  | { readonly provedIn: string }
  /** .ci/run has it as one of its steps. */
  | { readonly ci: true }
  /** `npm run test:package` takes it from the document and runs it in an empty folder. */
  | { readonly package: true }
  /** It runs tests of `npm test`: commands.test.ts asks Jest that there are some. */
  | { readonly jest: true }
  /** It needs what is not to be had here, as an operator; that file runs the programs that it starts. */
  | { readonly programs: string }
  /** Nothing can run it for us; why. commands.test.ts asks that the script exists. */
  | { readonly byHand: string };

export type Entry = readonly [command: string, proof: Proof];

const RUNS: Proof = { here: { exit: 0 } };
/** It finds what the fixtures have for it to find. */
const FINDS: Proof = { here: { exit: 1 } };
const CI: Proof = { ci: true };
const JEST: Proof = { jest: true };
const PACKAGE: Proof = { package: true };

function inCluster(flow: Flow, ...commands: readonly string[]): readonly Entry[] {
  return commands.map((command) => [command, { cluster: flow }]);
}

function secretsByHand(environment: string, host: string, certificate: string): readonly Entry[] {
  const namespace = `mlflow-${environment}` as Flow;
  const secret = `kubectl -n ${namespace} create secret`;
  return inCluster(
    namespace,
    'umask 077',
    `kubectl apply -f dist/${environment}/namespace.yaml`,
    `${secret} generic mlflow-postgresql --from-file=password=<(printf %s "$(openssl rand -base64 24)")`,
    `${secret} generic mlflow-s3 --from-literal=AWS_ACCESS_KEY_ID=mlflow --from-file=AWS_SECRET_ACCESS_KEY=<(printf %s "$(openssl rand -hex 20)")`,
    `${secret} generic mlflow-encryption --from-file=kek-passphrase=<(printf %s "$(openssl rand -base64 24)") --from-file=webhook-key=<(printf %s "$(openssl rand -base64 32 | tr '+/' '-_')")`,
    "openssl rand -base64 18 | tr -d '\\n' > alice.txt",
    'htpasswd -ciB -C 10 htpasswd alice < alice.txt',
    `${secret} generic mlflow-users --from-file=htpasswd`,
    ...installWith(environment, host, certificate),
  );
}

/** Of a project that has the package: here, npm has a name for it. */
function asPackage(command: string): Entry {
  const [, name = '', args = ''] = /^npx --no-install mlflow-chart (\S+) (.*)$/.exec(command) ?? [];
  return [command, { here: { exit: 1, as: `npm run --silent ${name} -- ${args}` } }];
}

/** In a repository with one commit. */
function committed(args: string): string {
  const commit = 'git -c user.name=a -c user.email=a@example.com commit --quiet --message first';
  return `git init --quiet --initial-branch main && git add values dist && ${commit} && npm run --silent diff -- ${args}`;
}

const HELM_TEST = 'helm test mlflow -n mlflow-prod --logs';
const SMOKE_TESTED: Proof = { platform: 'test/cluster/platform/platform.ts' };
const BACKED_UP: Proof = { platform: 'test/cluster/platform/backup.test.ts' };
const DRILLED: Proof = { platform: 'test/cluster/platform/drill.ts' };
const TO_A_SECOND: Proof = { platform: 'test/cluster/platform/to-a-second.ts' };
const UPGRADED: Proof = { platform: 'test/cluster/platform/upgrade.test.ts' };
const BY_ARGOCD: Proof = { platform: 'test/cluster/platform/argocd.test.ts' };
/** All of a page's blocks that are said to be proved by it, from top to bottom, and what they print. */
const DOCUMENTS: Proof = { platform: 'test/cluster/platform/documents.test.ts' };
const SETUP: Proof = { platform: 'test/cluster/platform/guide.test.ts' };
const BY_FLUX: Proof = { platform: 'test/cluster/platform/flux.test.ts' };
const BY_KUBECTL: Proof = { platform: 'test/cluster/platform/applied.test.ts' };
const FIRST_RUN_ON_DOCKER: Proof = { platform: 'test/cluster/delivery/first-run.test.ts' };
const FIRST_RUN_ON_A_CLUSTER: Proof = { platform: 'test/cluster/platform/first-run.test.ts' };
/** What takes long, or builds much first. */
const WITH_SERVERS: readonly Entry[] = [
  ['npm run prove', { byHand: 'it takes ten minutes and more' }],
  ['npm run test:cluster', { byHand: 'it builds Kubernetes first, for a quarter of an hour' }],
  ['sudo npm run test:cluster -- platform', { byHand: 'CI runs a part of it' }],
];
/** That a restore is done, and what it says. */
const RESTORED = [
  'kubectl -n mlflow-prod wait --for=condition=complete --timeout=2h job -l app.kubernetes.io/component=restore',
  'kubectl -n mlflow-prod logs -l app.kubernetes.io/component=restore --all-containers --prefix --ignore-errors --max-log-requests=99 --tail=20',
];

/** With a certificate that signs itself. */
function installWith(environment: string, host: string, certificate: string): readonly string[] {
  const namespace = `mlflow-${environment}`;
  return [
    `openssl req -x509 -newkey rsa:2048 -nodes -days 90 -subj "/CN=${host}" -addext "subjectAltName=DNS:${host}" -keyout tls.key -out tls.crt`,
    `kubectl -n ${namespace} create secret tls ${certificate} --cert=tls.crt --key=tls.key`,
    `helm install mlflow dist/${environment}/mlflow-1.0.0.tgz -n ${namespace}`,
  ];
}

function as(document: string, ...commands: readonly string[]): readonly Entry[] {
  return commands.map((command) => [command, { provedIn: document }]);
}

/** By document. docs/install.md comes first, because the others go on where it ends. */
export const COMMANDS: Readonly<Record<string, readonly Entry[]>> = {
  'docs/gitops.md': [
    ['kubectl apply -f dist/argocd/root.yaml', BY_ARGOCD],
    ['kubectl apply -f dist/argocd/project.yaml -f dist/argocd/chart/dev.yaml', BY_ARGOCD],
    ['kubectl apply -f dist/dev/namespace.yaml', BY_FLUX],
    ['kubectl apply -f dist/flux/git.yaml -f dist/flux/manifests/dev.yaml', BY_FLUX],
    ['kubectl apply -f dist/dev/namespace.yaml -f dist/dev/manifests', BY_KUBECTL],
    ['kubectl delete -f dist/dev/manifests', BY_KUBECTL],
    [
      'ls dist/prod/manifests/*.yaml | grep -v -- -cloudnative-pg-cluster.yaml | xargs -n 1 kubectl delete -f',
      { programs: 'test/charts/apply-order.test.ts' },
    ],
  ],
  'docs/install.md': [
    ...inCluster(
      'mlflow-prod',
      'kubectl apply -f dist/prod/namespace.yaml',
      'npm run --silent secrets -- --env prod --users alice | kubectl create -f -',
      ...installWith('prod', 'mlflow.example.com', 'mlflow-tls'),
      'umask 077',
      `kubectl -n mlflow-prod get secret mlflow-users-passwords -o jsonpath='{.data.passwords}' | base64 -d | sed -n 's/^alice://p' | tr -d '\\n' > alice.txt`,
    ),
    ...secretsByHand('staging', 'mlflow.staging.example.com', 'mlflow-staging-tls'),
    [HELM_TEST, SMOKE_TESTED],
    ...inCluster(
      'mlflow-prod',
      'kubectl -n mlflow-prod create secret generic mlflow-tester --from-literal=username=alice --from-file=password=alice.txt',
      'helm upgrade mlflow dist/prod/mlflow-1.0.0.tgz -n mlflow-prod -f tester.yaml',
    ),
    [HELM_TEST, SMOKE_TESTED],
    ...inCluster('mlflow-prod', 'helm upgrade --install mlflow dist/prod/mlflow-1.0.0.tgz -n mlflow-prod -f host.yaml'),
    ...inCluster(
      'mlflow-dev, plain manifests',
      'kubectl apply -f dist/dev/namespace.yaml',
      'kubectl apply -f dist/dev/manifests',
    ),
    [
      'helm template mlflow dist/dev/mlflow-1.0.0.tgz -n mlflow-dev --show-only templates/smoke-test.yaml | kubectl apply -f -',
      SMOKE_TESTED,
    ],
    ['kubectl -n mlflow-dev wait --for=condition=Ready pod/mlflow-smoke-test --timeout=2m', SMOKE_TESTED],
    ['kubectl -n mlflow-dev logs -f mlflow-smoke-test', SMOKE_TESTED],
    ['kubectl -n mlflow-dev delete pod mlflow-smoke-test', SMOKE_TESTED],
  ],
  'docs/values.md': inCluster(
    'mlflow-prod',
    'helm upgrade --install mlflow dist/prod/mlflow-1.0.0.tgz -n mlflow-prod --set mlflow.replicaCount=5 -f team.yaml',
  ),
  'README.md': [
    ['docker compose up -d', FIRST_RUN_ON_DOCKER],
    ...inCluster(
      'mlflow-dev',
      'helm install mlflow dist/dev/mlflow-1.0.0.tgz --namespace mlflow-dev --create-namespace',
    ),
    ['kubectl apply -f dist/argocd/root.yaml', BY_ARGOCD],
    ['npm ci', CI],
    ['npm run synth', CI],
    ['npm run --silent validate -- ./chart --matrix', FINDS],
    ['npx jest test/charts/equivalence', JEST],
    ['npx jest test/expr', JEST],
    ...WITH_SERVERS,
  ],
  'docs/getting-started.md': [
    ...[
      'docker compose up -d',
      'docker compose ps',
      'python3 first_run.py',
      'docker compose exec -T mlflow python < first_run.py',
      'docker compose down',
      'docker compose down --volumes',
    ].map((command) => [command, FIRST_RUN_ON_DOCKER] as const),
    ...[
      'helm install mlflow dist/dev/mlflow-1.0.0.tgz --namespace mlflow-dev --create-namespace --set objectStore.engine=garage --wait --timeout 10m',
      'helm test mlflow -n mlflow-dev --logs',
      'kubectl -n mlflow-dev port-forward service/mlflow-tracking 5000',
      'kubectl -n mlflow-dev exec -i deployment/mlflow-tracking -c mlflow -- python - < first_run.py',
      'helm upgrade mlflow dist/dev/mlflow-1.0.0.tgz -n mlflow-dev --reset-then-reuse-values --set mlflow.replicaCount=2 --wait --timeout 10m',
      'helm uninstall mlflow -n mlflow-dev',
      'kubectl delete namespace mlflow-dev',
    ].map((command) => [command, FIRST_RUN_ON_A_CLUSTER] as const),
  ],
  'docs/production.md': [
    'npm run --silent validate -- dist/prod/mlflow-1.0.0.tgz -f production.yaml --quiet --fail-on error',
    'umask 077',
    'kubectl apply -f dist/prod/namespace.yaml',
    'npm run --silent secrets -- --env prod -f production.yaml --users alice,bob | kubectl create -f -',
    'kubectl -n mlflow-prod create secret tls mlflow-tls --cert=tls.crt --key=tls.key',
    'kubectl -n mlflow-prod create secret generic mlflow-backup --from-env-file=backup-keys.env',
    `kubectl -n mlflow-prod get secret mlflow-users-passwords -o jsonpath='{.data.passwords}' | base64 -d | sed -n 's/^alice://p' | tr -d '\\n' > alice.txt`,
    'kubectl -n mlflow-prod create secret generic mlflow-tester --from-literal=username=alice --from-file=password=alice.txt',
    'kubectl -n mlflow-prod get secret mlflow-encryption -o yaml > keep-me-safe.yaml',
    'helm install mlflow dist/prod/mlflow-1.0.0.tgz -n mlflow-prod -f production.yaml --wait --timeout 15m',
    `curl --fail --silent --config <(printf 'user = "alice:%s"' "$(cat alice.txt)") "https://mlflow.example.com/api/2.0/mlflow/experiments/search?max_results=1"`,
    'helm test mlflow -n mlflow-prod --logs',
    'npm run --silent doctor -- mlflow -n mlflow-prod',
    'kubectl -n mlflow-prod create job --from=cronjob/mlflow-backup first-backup',
    'kubectl -n mlflow-prod wait --for=condition=complete --timeout=1h job/first-backup',
    'kubectl -n mlflow-prod create job --from=cronjob/mlflow-backup-rehearsal first-rehearsal',
    'kubectl -n mlflow-prod wait --for=condition=complete --timeout=1h job/first-rehearsal',
    'npm run --silent backups -- --env prod -f production.yaml',
    'npm run --silent preflight -- mlflow -n mlflow-prod --env prod --values production.yaml',
  ].map((command): Entry => [command, { platform: 'test/cluster/platform/production.test.ts' }]),
  'docs/engine.md': [
    ['npm init -y', PACKAGE],
    ['npm install ../mlflow-chart/mlflow-chart-1.0.0.tgz tsx typescript @types/node', PACKAGE],
    ['npx tsc --noEmit --strict --module nodenext --target es2023 --types node main.ts chart.test.ts', PACKAGE],
    ['npx tsx main.ts', PACKAGE],
    ['npx tsx --test chart.test.ts', PACKAGE],
    ['helm template hi dist/dev/greeter-0.1.0.tgz --set replicas=3', PACKAGE],
  ],
  'docs/proof.md': [
    ['npx jest test/charts/equivalence', JEST],
    ['npx jest test/expr', JEST],
    ...WITH_SERVERS,
    ['npx jest test/docs', JEST],
    ['npm run test:docs', CI],
  ],
  'docs/guide.md': [
    ['kubectl -n mlflow-prod get deployments,statefulsets -o name', DOCUMENTS],
    ['npm run --silent validate -- dist/prod/manifests --only mlflow-resources-below-minimum', RUNS],
    [
      'kubectl -n mlflow-prod get services -o custom-columns=SERVICE:.metadata.name,TYPE:.spec.type,PORTS:.spec.ports[*].port',
      DOCUMENTS,
    ],
    ['npm run synth', CI],
    ...as(
      'docs/compose.md',
      'npm run --silent secrets -- --env staging --compose --users alice',
      'docker compose up -d',
      'docker compose ps',
      'docker compose logs -f mlflow',
      'docker compose down',
    ),
    ...[
      'kubectl create namespace mlflow-guide',
      'kubectl -n mlflow-guide create secret generic mlflow-secrets --from-env-file=mlflow-secrets.env',
      'helm install mlflow dist/dev/mlflow-1.0.0.tgz -n mlflow-guide -f guide-values.yaml --wait --timeout 9m',
    ].map((command) => [command, SETUP] as const),
    ...as(
      'docs/install.md',
      'kubectl apply -f dist/prod/namespace.yaml',
      'npm run --silent secrets -- --env prod --users alice | kubectl create -f -',
      'helm install mlflow dist/prod/mlflow-1.0.0.tgz -n mlflow-prod',
    ),
    ...[
      'export MLFLOW_TRACKING_URI="http://mlflow-tracking.mlflow-prod:5000"',
      'export MLFLOW_TRACKING_USERNAME=alice',
      'export MLFLOW_TRACKING_PASSWORD="$(cat alice.txt)"',
      `kubectl -n mlflow-prod get configmap mlflow-clients -o jsonpath='{.data}{"\\n"}'`,
      'python3 connect.py',
      `curl --silent --output /dev/null --write-out '%{http_code}\\n' "$MLFLOW_TRACKING_URI/api/2.0/mlflow/experiments/search?max_results=1"`,
      `curl --silent --output /dev/null --write-out '%{http_code}\\n' --user "$MLFLOW_TRACKING_USERNAME:$MLFLOW_TRACKING_PASSWORD" "$MLFLOW_TRACKING_URI/api/2.0/mlflow/experiments/search?max_results=1"`,
      'kubectl -n mlflow-prod get networkpolicies -o name',
      `curl --silent --show-error --cacert company-ca.crt --user "$MLFLOW_TRACKING_USERNAME:$MLFLOW_TRACKING_PASSWORD" --output /dev/null --write-out '%{http_code}\\n' https://mlflow.example.com/`,
    ].map((command) => [command, DOCUMENTS] as const),
    ...as(
      'docs/backup.md',
      `kubectl -n mlflow-prod exec statefulset/mlflow-postgresql -- sh -c 'pg_dump -U "$POSTGRES_USER" "$POSTGRES_DB"' > mlflow_backup.sql`,
      `kubectl -n mlflow-prod exec -i statefulset/mlflow-postgresql -- sh -c 'psql -q -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" "$POSTGRES_DB"' < mlflow_backup.sql`,
      'kubectl -n mlflow-prod create job --from=cronjob/mlflow-backup first-backup',
      'npm run --silent backups -- --env prod -f backup.yaml',
    ),
    ...[
      'curl http://mlflow-tracking.mlflow-prod:5000/health',
      `curl --silent http://mlflow-tracking.mlflow-prod:5000/metrics --output /dev/null --write-out '%{http_code}\\n'`,
      "curl --silent http://mlflow-metrics.mlflow-prod:9113/metrics | grep --max-count=1 '^mlflow_proxy_requests_total'",
    ].map((command) => [command, DOCUMENTS] as const),
    ...as(
      'docs/troubleshooting.md',
      'npm run --silent doctor -- mlflow -n mlflow-dev',
      `kubectl -n mlflow-dev exec deployment/mlflow-tracking -c mlflow -- python -c 'import boto3, os; print([o.key for o in boto3.resource("s3", endpoint_url=os.environ["MLFLOW_S3_ENDPOINT_URL"]).Bucket(os.environ["BUCKET"]).objects.limit(9)])'`,
      `kubectl -n mlflow-dev exec statefulset/mlflow-postgresql -- sh -c 'psql -U "$POSTGRES_USER" -d "$POSTGRES_DB" -c "SELECT 1"'`,
      'kubectl -n mlflow-dev logs deployment/mlflow-tracking -c mlflow --tail=100',
    ),
    ...[
      'kubectl -n mlflow-prod rollout status statefulset/mlflow-postgresql --timeout=5m',
      'kubectl -n mlflow-prod rollout status statefulset/mlflow-minio --timeout=5m',
      'kubectl -n mlflow-prod rollout status deployment/mlflow-tracking --timeout=5m',
      'helm test mlflow -n mlflow-prod',
      `curl --silent --cacert company-ca.crt --output /dev/null --write-out '%{http_code}\\n' "https://mlflow.example.com/api/2.0/mlflow/experiments/search?max_results=1"`,
      `curl --silent --show-error --cacert company-ca.crt --output /dev/null --write-out '%{scheme} %{ssl_verify_result}\\n' https://mlflow.example.com/health`,
    ].map((command) => [command, DOCUMENTS] as const),
    ...as('docs/backup.md', 'npm run --silent backups -- --env prod -f backup.yaml --max-age 26'),
    [
      "curl --silent http://mlflow-metrics.mlflow-prod:9113/metrics | grep --count '^mlflow_proxy_requests_total'",
      DOCUMENTS,
    ],
    ['npm run --silent environments', RUNS],
  ],
  'docs/mlflow-guide.md': [
    'export MLFLOW_TRACKING_URI=https://mlflow.example.com',
    'export MLFLOW_TRACKING_SERVER_CERT_PATH=company-ca.crt',
    'export MLFLOW_TRACKING_USERNAME=alice',
    'export MLFLOW_TRACKING_PASSWORD="$(cat alice.txt)"',
    'curl --silent --show-error --cacert company-ca.crt https://mlflow.example.com/health',
    'mlflow experiments search',
    'mlflow experiments get --experiment-name houses --output json > houses.json',
    `export HOUSES="$(python3 -c 'import json; print(json.load(open("houses.json"))["experiment_id"])')"`,
    'mlflow runs list --experiment-id "$HOUSES"',
    'mlflow experiments csv --experiment-id "$HOUSES" --filename houses.csv',
    'mlflow artifacts download --artifact-uri models:/houses@champion --dst-path model > path.txt',
    'ls model',
    'umask 077',
    `printf 'cacert = company-ca.crt\\nuser = "%s:%s"\\n' "$MLFLOW_TRACKING_USERNAME" "$MLFLOW_TRACKING_PASSWORD" > curl.conf`,
    'export API="$MLFLOW_TRACKING_URI/api/2.0/mlflow"',
    `curl --silent --config curl.conf --json '{"name": "by hand"}' "$API/experiments/create"`,
    `curl --silent --config curl.conf --get --data-urlencode "filter=name = 'houses'" "$API/registered-models/search"`,
    'curl --silent --config curl.conf "$API/experiments/get-by-name?experiment_name=nothing"',
    `curl --silent --cacert company-ca.crt --output /dev/null --write-out '%{http_code}\\n' "$API/experiments/search?max_results=1"`,
  ].map((command): Entry => [command, DOCUMENTS]),
  'docs/environments.md': [
    [
      'kubectl -n mlflow-prod get services -o custom-columns=SERVICE:.metadata.name,PORTS:.spec.ports[*].port',
      DOCUMENTS,
    ],
    ['npm run synth', CI],
    ['helm test mlflow -n mlflow-staging', DOCUMENTS],
    ['npm run --silent doctor -- mlflow -n mlflow-staging', DOCUMENTS],
    ['cp values/staging.yaml values/qa.yaml', RUNS],
    ['npm run synth', RUNS],
    ['ls dist/qa', RUNS],
    ["helm list --all-namespaces --filter '^mlflow$'", DOCUMENTS],
  ],
  'docs/training-workflow.md': [
    'helm upgrade mlflow dist/prod/mlflow-1.0.0.tgz -n mlflow-prod --reset-then-reuse-values -f training-values.yaml',
    'kubectl create namespace training',
    'kubectl -n training create configmap mlflow-clients --from-literal=MLFLOW_TRACKING_URI=http://mlflow-tracking.mlflow-prod:5000',
    'kubectl -n training create secret generic trainer --from-literal=username=alice --from-file=password=alice.txt',
    'kubectl -n training create configmap train-prices --from-file=train.py',
    'kubectl -n training apply -f train-job.yaml',
    'kubectl -n training wait --for=condition=Complete job/train-prices --timeout=10m',
    'kubectl -n training logs job/train-prices -c train',
    'python3 promote.py',
    'kubectl -n training apply -f score-job.yaml',
    'kubectl -n training create job --from=cronjob/score-prices score-now',
    'kubectl -n training wait --for=condition=Complete job/score-now --timeout=5m',
    'kubectl -n training logs job/score-now',
    'kubectl -n training apply -f serve.yaml',
    'kubectl -n training rollout status deployment/prices --timeout=5m',
    `curl --silent --json '{"inputs": [[0, 0, 0, 0, 0]]}' http://prices.training/invocations`,
    'python3 train.py',
    'python3 promote.py',
  ].map((command): Entry => [command, DOCUMENTS]),
  'CONTRIBUTING.md': [
    ['npm ci', CI],
    ['npm test', CI],
    ['npm run lint', CI],
    ['npm run typecheck', CI],
    ['.ci/run', { byHand: 'it is what runs the others' }],
    ['npm run test:cluster', { byHand: 'it builds Kubernetes first, for a quarter of an hour' }],
    ['sudo npm run test:cluster -- proxy', CI],
    ['sudo npm run test:cluster -- backup', { byHand: 'CI runs a file of it, and one of the restores' }],
    ['sudo npm run test:delivery -- compose', CI],
    ['sudo npm run test:cluster -- platform leaves-nothing nodes dev staging', CI],
    [
      'sudo npm run cluster -- up dev',
      { byHand: 'it keeps a cluster; test/cluster/platform/dev.test.ts starts the same' },
    ],
    ['sudo npm run cluster -- kubectl get pods --all-namespaces', { byHand: 'it needs the cluster that is kept' }],
    ['sudo npm run cluster -- helm list --all-namespaces', { byHand: 'it needs the cluster that is kept' }],
    ['sudo npm run cluster -- shell', { byHand: 'it is for people' }],
    ['sudo npm run cluster -- down', { byHand: 'it needs the cluster that is kept' }],
    ['npm run mutants -- lib/expr', { byHand: 'it takes from minutes to an hour' }],
    ['npm run checks', RUNS],
    ['npx jest test/validate/examples -t latest-tag', JEST],
    ['npm run --silent validate -- some.yaml --only latest-tag', RUNS],
    ['npm run fuzz -- --seconds 60', { here: { exit: 0, as: 'npm run fuzz -- --seconds 1' } }],
    ['npm run fuzz -- sums --seconds 300', { here: { exit: 0, as: 'npm run fuzz -- sums --seconds 1' } }],
    ['npm run bench:validate', { byHand: 'it installs other validators, and takes minutes' }],
    ['npm run test:package', CI],
    ['npm run test:docs', CI],
    ['npm run prove', { byHand: 'it takes ten minutes and more' }],
    ...['npm run release -- 1.1.0 --dry-run', 'npm run release -- 1.1.0'].map((command): Entry => [
      command,
      { byHand: 'test/cluster/publishing/release.test.ts does it, in a clone' },
    ]),
  ],
  'docs/access.md': [
    ...inCluster(
      'mlflow-prod',
      'umask 077',
      "kubectl -n mlflow-prod get secret mlflow-users -o jsonpath='{.data.htpasswd}' | base64 -d > htpasswd",
      "openssl rand -base64 18 | tr -d '\\n' > bob.txt",
      'htpasswd -iB -C 10 htpasswd bob < bob.txt',
      'kubectl -n mlflow-prod create secret generic mlflow-users --from-file=htpasswd --dry-run=client -o yaml | kubectl replace -f -',
      `kubectl -n mlflow-prod create secret generic mlflow-login --from-literal=admin-username=admin --from-file=admin-password=<(printf %s "$(openssl rand -base64 18)") --from-file=flask-secret-key=<(printf %s "$(openssl rand -hex 32)")`,
      "kubectl -n mlflow-prod get secret mlflow-login -o jsonpath='{.data.admin-password}' | base64 -d",
      `kubectl -n mlflow-prod create secret generic mlflow-oidc --from-file=client-secret=<(printf %s "$CLIENT_SECRET") --from-file=cookie-secret=<(printf %s "$(openssl rand -hex 16)")`,
    ),
    [
      'kubectl create clusterrolebinding issuer-discovery --clusterrole=system:service-account-issuer-discovery --group=system:unauthenticated',
      { platform: 'test/cluster/platform/login-oidc.test.ts' },
    ],
  ],
  'docs/clients.md': [
    [
      'kubectl -n mlflow-prod create secret generic trainer --from-literal=username=alice --from-file=password=alice.txt',
      { platform: 'test/cluster/platform/clients.test.ts' },
    ],
    [
      'curl --fail --silent --user "$MLFLOW_TRACKING_USERNAME:$MLFLOW_TRACKING_PASSWORD" "$MLFLOW_TRACKING_URI/api/2.0/mlflow/experiments/search?max_results=1"',
      { platform: 'test/cluster/platform/clients.test.ts' },
    ],
    ...[
      `python3 -c 'import mlflow; mlflow.set_experiment("gitlab"); mlflow.log_metric("loss", 0.1)'`,
      `python3 -c 'import mlflow; mlflow.set_experiment("github"); mlflow.log_metric("loss", 0.1)'`,
      'curl --fail --silent --header "Authorization: Bearer $MLFLOW_TRACKING_TOKEN" "$MLFLOW_TRACKING_URI/api/2.0/mlflow/experiments/search?max_results=1"',
    ].map((command) => [command, { platform: 'test/cluster/platform/clients-oidc.test.ts' }] as const),
  ],
  'charts/readme.ts': inCluster(
    'mlflow',
    'helm install mlflow mlflow-<version>.tgz --namespace mlflow --create-namespace --values my-values.yaml',
  ),
  'docs/upgrading.md': [
    ['helm get values mlflow -n mlflow-prod -o yaml > values.yaml', UPGRADED],
    ['npm run --silent preflight -- mlflow -n mlflow-prod --env prod --values values.yaml', UPGRADED],
    ...[
      'helm install canary dist/prod/mlflow-1.0.0.tgz -n mlflow-prod -f canary.yaml',
      'kubectl -n mlflow-prod rollout status deployment/canary-tracking --timeout=10m',
      'helm uninstall canary -n mlflow-prod',
    ].map((command) => [command, { platform: 'test/cluster/platform/canary.test.ts' }] as const),
  ],
  'docs/server.md': [
    ...inCluster(
      'mlflow-prod',
      `printf '{"stringData":{"webhook-key":"%s"}}' "$(openssl rand -base64 32 | tr '+/' '-_')" | kubectl -n mlflow-prod patch secret mlflow-encryption --patch-file /dev/stdin`,
      'kubectl -n mlflow-prod rollout restart deployment/mlflow-tracking',
    ),
    [
      `kubectl -n mlflow-prod exec statefulset/mlflow-postgresql -- sh -c 'psql -U "$POSTGRES_USER" "$POSTGRES_DB" -c "UPDATE webhooks SET secret = NULL"'`,
      { platform: 'test/cluster/platform/staging.test.ts' },
    ],
    [
      `kubectl -n mlflow-prod exec statefulset/mlflow-postgresql -- sh -c 'pg_dump -U "$POSTGRES_USER" "$POSTGRES_DB"' > before.sql`,
      { platform: 'test/cluster/platform/dev.test.ts' },
    ],
    ...inCluster('mlflow-prod', 'helm upgrade mlflow dist/prod/mlflow-1.0.0.tgz -n mlflow-prod'),
  ],
  'docs/secrets.md': [
    ['npm run --silent secrets -- --env prod --offline --output secrets', RUNS],
    // Without a cluster, there are no users: nobody can say whether they have passwords.
    ['npm run --silent secrets -- --env prod --sealed sealing.pem > sealed-secrets.yaml', { here: { exit: 1 } }],
    ['npm run --silent secrets -- --env prod --external ClusterSecretStore/vault > external-secrets.yaml', RUNS],
    ...[
      `printf '{"stringData":{"AWS_SECRET_ACCESS_KEY":"%s"}}' "$(openssl rand -hex 20)" | kubectl -n mlflow-prod patch secret mlflow-s3 --patch-file /dev/stdin`,
      'kubectl -n mlflow-prod rollout restart statefulset/mlflow-minio deployment/mlflow-tracking',
      "(umask 077; openssl rand -hex 24 | tr -d '\\n' > new-password)",
      `kubectl -n mlflow-prod exec -i statefulset/mlflow-postgresql -- sh -c 'printf "ALTER USER CURRENT_USER PASSWORD \\$new\\$%s\\$new\\$" "$(cat)" | psql -q -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" "$POSTGRES_DB"' < new-password`,
      'kubectl -n mlflow-prod create secret generic mlflow-postgresql --from-file=password=new-password --dry-run=client -o yaml | kubectl replace -f -',
      'kubectl -n mlflow-prod rollout restart deployment/mlflow-tracking',
      'rm new-password',
      'printf %s "$(openssl rand -hex 24)" | kubectl -n mlflow-prod create secret generic new-kek --from-file=kek-passphrase=/dev/stdin',
      'kubectl -n mlflow-prod scale deployment/mlflow-tracking --replicas=0',
      'kubectl -n mlflow-prod wait --for=delete pod -l app.kubernetes.io/component=tracking --timeout=5m',
      'kubectl -n mlflow-prod apply -f rotate-kek.yaml',
      "kubectl -n mlflow-prod wait --for=jsonpath='{.status.phase}'=Succeeded pod/rotate-kek --timeout=5m",
      'kubectl -n mlflow-prod logs rotate-kek',
      `kubectl -n mlflow-prod get secret new-kek -o go-template='{"data":{"kek-passphrase":"{{index .data "kek-passphrase"}}"}}' | kubectl -n mlflow-prod patch secret mlflow-encryption --patch-file /dev/stdin`,
      'helm upgrade mlflow dist/prod/mlflow-1.0.0.tgz -n mlflow-prod --reuse-values --set mlflow.encryption.kekVersion=2',
      'kubectl -n mlflow-prod delete pod/rotate-kek secret/new-kek',
      `printf %s "$(openssl rand -base64 32 | tr '+/' '-_')" | kubectl -n mlflow-prod create secret generic new-webhook-key --from-file=webhook-key=/dev/stdin`,
      'kubectl -n mlflow-prod apply -f rotate-webhook-key.yaml',
      "kubectl -n mlflow-prod wait --for=jsonpath='{.status.phase}'=Succeeded pod/rotate-webhook-key --timeout=5m",
      'kubectl -n mlflow-prod logs rotate-webhook-key',
      `kubectl -n mlflow-prod get secret new-webhook-key -o go-template='{"data":{"webhook-key":"{{index .data "webhook-key"}}"}}' | kubectl -n mlflow-prod patch secret mlflow-encryption --patch-file /dev/stdin`,
      'kubectl -n mlflow-prod rollout restart deployment/mlflow-tracking',
      'kubectl -n mlflow-prod delete pod/rotate-webhook-key secret/new-webhook-key',
    ].map((command) => [command, { platform: 'test/cluster/platform/rotation.test.ts' }] as const),
  ],
  'docs/database.md': [
    ...[
      `kubectl -n mlflow-prod patch pvc data-mlflow-postgresql-0 --patch '{"spec": {"resources": {"requests": {"storage": "200Gi"}}}}'`,
      'kubectl -n mlflow-prod delete statefulset mlflow-postgresql --cascade=orphan',
      'helm upgrade mlflow dist/prod/mlflow-1.0.0.tgz -n mlflow-prod --reset-then-reuse-values --set postgresql.storage.size=200Gi',
    ].map((command) => [command, { platform: 'test/cluster/volumes.test.ts' }] as const),
    ...[
      `volume=$(kubectl -n mlflow-prod get pvc data-mlflow-postgresql-0 -o jsonpath='{.spec.volumeName}')`,
      `kubectl patch pv "$volume" --patch '{"spec": {"persistentVolumeReclaimPolicy": "Retain"}}'`,
      'kubectl -n mlflow-prod scale deployment/mlflow-tracking --replicas=0',
      'kubectl -n mlflow-prod wait --for=delete pod -l app.kubernetes.io/component=tracking --timeout=10m',
      'kubectl -n mlflow-prod create job --from=cronjob/mlflow-backup before-18',
      'kubectl -n mlflow-prod wait --for=condition=complete --timeout=2h job/before-18',
      'npm run --silent backups -- --env prod -f backup.yaml',
      'kubectl -n mlflow-prod scale statefulset/mlflow-postgresql --replicas=0',
      'kubectl -n mlflow-prod delete pvc data-mlflow-postgresql-0',
      'helm upgrade mlflow dist/prod/mlflow-1.0.0.tgz -n mlflow-prod --reset-then-reuse-values -f postgresql-18.yaml',
      'kubectl -n mlflow-prod wait --for=condition=complete --timeout=2h job -l app.kubernetes.io/component=restore',
      'kubectl -n mlflow-prod rollout status deployment/mlflow-tracking --timeout=10m',
      'kubectl -n mlflow-prod scale deployment/mlflow-tracking statefulset/mlflow-postgresql --replicas=0',
      'kubectl -n mlflow-prod delete pvc data-mlflow-postgresql-0',
      `kubectl patch pv "$volume" --patch '{"spec": {"claimRef": {"uid": null}}}'`,
      'helm upgrade mlflow dist/prod/mlflow-1.0.0.tgz -n mlflow-prod --reset-then-reuse-values --set restore.enabled=false --set-string postgresql.image.tag=17.7',
      'kubectl -n mlflow-prod rollout status deployment/mlflow-tracking --timeout=10m',
    ].map((command) => [command, { platform: 'test/cluster/platform/newer-major.test.ts' }] as const),
    ...[
      'kubectl -n mlflow-prod scale deployment/mlflow-tracking --replicas=0',
      'kubectl -n mlflow-prod wait --for=delete pod -l app.kubernetes.io/component=tracking --timeout=10m',
      'kubectl -n mlflow-prod create job --from=cronjob/mlflow-backup other-engine',
      'kubectl -n mlflow-prod wait --for=condition=complete --timeout=2h job/other-engine',
      'npm run --silent backups -- --env prod -f backup.yaml',
      'helm upgrade mlflow dist/prod/mlflow-1.0.0.tgz -n mlflow-prod --reset-then-reuse-values -f backup.yaml -f other-engine.yaml',
      'kubectl -n mlflow-prod wait --for=condition=complete --timeout=2h job -l app.kubernetes.io/component=restore',
      'kubectl -n mlflow-prod rollout status deployment/mlflow-tracking --timeout=10m',
    ].map((command) => [command, { programs: 'test/cluster/restore/other-engine.test.ts' }] as const),
  ],
  'docs/store.md': [
    'npm run --silent secrets -- --env prod -f moving.yaml | kubectl create -f -',
    'helm upgrade mlflow dist/prod/mlflow-1.0.0.tgz -n mlflow-prod --reset-then-reuse-values -f moving.yaml',
    'kubectl -n mlflow-prod wait --for=condition=complete job -l app.kubernetes.io/component=moving --timeout=24h',
    'kubectl -n mlflow-prod logs -l app.kubernetes.io/component=moving -c finish',
    'helm upgrade mlflow dist/prod/mlflow-1.0.0.tgz -n mlflow-prod --reset-then-reuse-values --set objectStore.finalPass=true --timeout 60m',
    'helm upgrade mlflow dist/prod/mlflow-1.0.0.tgz -n mlflow-prod --reset-then-reuse-values --set objectStore.migrateFrom= --set objectStore.finalPass=false',
  ].map((command): Entry => [command, { platform: 'test/cluster/platform/moving.test.ts' }]),
  'docs/backup.md': [
    ...[
      'kubectl -n mlflow-prod create secret generic mlflow-backup --from-env-file=backup-keys.env',
      'helm upgrade mlflow dist/prod/mlflow-1.0.0.tgz -n mlflow-prod --reset-then-reuse-values -f backup.yaml',
      'kubectl -n mlflow-prod create job --from=cronjob/mlflow-backup first-backup',
      'kubectl -n mlflow-prod wait --for=condition=complete --timeout=1h job/first-backup',
      'npm run --silent backups -- --env prod -f backup.yaml',
    ].map((command) => [command, BACKED_UP] as const),
    ...[
      'helm upgrade mlflow dist/prod/mlflow-1.0.0.tgz -n mlflow-prod --reset-then-reuse-values -f backup.yaml -f every-change.yaml',
      'kubectl -n mlflow-prod rollout status deployment/mlflow-wal-archive --timeout=10m',
      'kubectl -n mlflow-prod create job --from=cronjob/mlflow-base-backup first-base',
      'kubectl -n mlflow-prod wait --for=condition=complete --timeout=1h job/first-base',
    ].map((command) => [command, TO_A_SECOND] as const),
    ...[
      'npm run --silent backups -- --env prod -f backup.yaml --max-age 26',
      `kubectl -n mlflow-prod exec statefulset/mlflow-postgresql -- sh -c 'pg_dump -U "$POSTGRES_USER" "$POSTGRES_DB"' > mlflow_backup.sql`,
      `kubectl -n mlflow-prod exec -i statefulset/mlflow-postgresql -- sh -c 'psql -q -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" "$POSTGRES_DB"' < mlflow_backup.sql`,
    ].map((command) => [command, BACKED_UP] as const),
  ],
  'docs/migrating.md': [
    [
      'npm run --silent convert -- values.yaml --from community-charts > mlflow.yaml',
      {
        here: {
          exit: 0,
          as: 'npm run --silent convert -- test/operations/convert/samples/mlflow/whole.yaml --from mlflow',
        },
      },
    ],
    ...[
      `find mlruns -path '*/metrics/*' -type f -exec sh -c 'for file; do awk "!seen[\\$0]++" "$file" > "$file.once" && mv "$file.once" "$file"; done' sh {} +`,
      'mlflow migrate-filestore --source . --target sqlite:///mlflow.db',
      'python sqlite-to-postgresql.py sqlite:///mlflow.db postgresql+psycopg2:// "file://$PWD/mlruns=mlflow-artifacts:"',
    ].map((command): Entry => [command, { platform: 'test/cluster/migrating/file-store.test.ts' }]),
  ],
  'docs/clusters.md': [
    ...inCluster(
      'mlflow-prod',
      'kubectl -n mlflow-prod create role router-certificate --verb=get,list,watch --resource=secrets --resource-name=mlflow-route-tls',
      'kubectl -n mlflow-prod create rolebinding router-certificate --role=router-certificate --serviceaccount=openshift-ingress:router',
    ),
    ['npm run --silent images -- --env prod', RUNS],
  ],
  'docs/scaling.md': [
    "kubectl -n mlflow-prod get deployment mlflow-tracking -o jsonpath='{.spec.replicas}'",
    'kubectl -n mlflow-prod apply --server-side --field-manager=autoscaling -f replicas.yaml',
  ].map((command) => [command, { platform: 'test/cluster/platform/autoscaling.test.ts' }] as const),
  'docs/compose.md': [
    ...['docker compose up -d', 'docker compose ps', 'docker compose logs -f mlflow', 'docker compose down'].map(
      (command) => [command, { platform: 'test/cluster/delivery/compose.test.ts' }] as const,
    ),
    ['npm run --silent secrets -- --env staging --compose --users alice', RUNS],
    ...[
      'docker compose --profile monitoring up -d',
      'docker compose up -d',
      'docker compose run --rm backup',
      'docker compose exec backup-exporter python /prepare/exporter.py list',
      'docker compose run --rm restore',
      'docker compose up -d',
      'docker compose up -d --remove-orphans',
    ].map((command) => [command, { platform: 'test/cluster/delivery/profiles.test.ts' }] as const),
  ],
  'docs/publishing.md': [
    'npm run publish -- oci://registry.example.com/charts --dry-run',
    'npm run publish -- oci://registry.example.com/charts --sign charts@example.com --sbom mlflow.cdx.json',
    "gpg --export '<charts@example.com>' > keyring.gpg",
    'npm run publish -- ./site --url https://charts.example.com --sign charts@example.com',
    'cosign generate-key-pair',
    'cosign signing-config create --out no-log.json',
    'cosign sign --key cosign.key --signing-config no-log.json registry.example.com/charts/mlflow@$DIGEST',
    'cosign attest --key cosign.key --signing-config no-log.json --type cyclonedx --predicate mlflow.cdx.json registry.example.com/charts/mlflow@$DIGEST',
    'helm install mlflow oci://registry.example.com/charts/mlflow --version <version> -n mlflow --create-namespace -f values.yaml',
    'helm pull oci://registry.example.com/charts/mlflow --version <version> --verify --keyring keyring.gpg',
    'cosign verify --key cosign.pub --insecure-ignore-tlog registry.example.com/charts/mlflow@$DIGEST',
    'cosign verify-attestation --key cosign.pub --insecure-ignore-tlog --type cyclonedx registry.example.com/charts/mlflow@$DIGEST',
    'helm repo add charts https://charts.example.com',
    'helm pull charts/mlflow --version <version> --verify --keyring keyring.gpg',
  ].map((command): Entry => [command, { platform: 'test/cluster/publishing/documented.test.ts' }]),
  'docs/report.md': [['npm run --silent report -- --env prod', BACKED_UP]],
  'docs/recovery.md': [
    ...[
      'helm install mlflow dist/prod/mlflow-1.0.0.tgz -n mlflow-prod -f backup.yaml -f restore.yaml',
      ...RESTORED,
      'kubectl -n mlflow-prod rollout status deployment/mlflow-tracking --timeout=10m',
      'helm upgrade mlflow dist/prod/mlflow-1.0.0.tgz -n mlflow-prod --reset-then-reuse-values -f backup.yaml -f go-back.yaml',
      ...RESTORED,
    ].map((command) => [command, DRILLED] as const),
    ...[
      'helm upgrade mlflow dist/prod/mlflow-1.0.0.tgz -n mlflow-prod --reset-then-reuse-values -f backup.yaml -f to-a-second.yaml',
      'kubectl -n mlflow-prod rollout status statefulset/mlflow-postgresql --timeout=2h',
      'kubectl -n mlflow-prod logs mlflow-postgresql-0 -c recover',
      'kubectl -n mlflow-prod rollout status deployment/mlflow-tracking --timeout=10m',
      'kubectl -n mlflow-prod exec mlflow-postgresql-0 -- rm -rf /var/lib/postgresql/data/pgdata.replaced',
    ].map((command) => [command, TO_A_SECOND] as const),
    ...[
      'helm install mlflow dist/prod/mlflow-1.0.0.tgz -n mlflow-rehearsal -f elsewhere.yaml',
      'kubectl -n mlflow-prod rollout restart deployment/mlflow-tracking',
    ].map((command) => [command, DRILLED] as const),
  ],
  'docs/monitoring.md': [
    [
      `kubectl get prometheus -A -o jsonpath='{range .items[*]}{.spec.serviceMonitorSelector}{.spec.serviceMonitorNamespaceSelector}{"\\n"}{end}'`,
      { platform: 'test/cluster/platform/monitoring.test.ts' },
    ],
  ],
  'docs/troubleshooting.md': [
    'npm run --silent doctor -- mlflow -n mlflow-dev',
    'kubectl -n mlflow-dev logs -l app.kubernetes.io/component=doctor --tail=-1',
    'kubectl -n mlflow-dev logs deployment/mlflow-tracking -c mlflow --tail=100',
    'kubectl -n mlflow-dev get pods,services,endpointslices,ingresses,persistentvolumeclaims',
    'kubectl -n mlflow-dev get events --sort-by=.lastTimestamp',
    `kubectl -n mlflow-dev exec statefulset/mlflow-postgresql -- sh -c 'psql -U "$POSTGRES_USER" -d "$POSTGRES_DB" -c "SELECT 1"'`,
    `kubectl -n mlflow-dev exec deployment/mlflow-tracking -c mlflow -- python -c 'import psycopg2; psycopg2.connect("").cursor().execute("SELECT 1"); print("it answers")'`,
    `kubectl -n mlflow-dev exec deployment/mlflow-tracking -c mlflow -- python -c 'import boto3, os; print([o.key for o in boto3.resource("s3", endpoint_url=os.environ["MLFLOW_S3_ENDPOINT_URL"]).Bucket(os.environ["BUCKET"]).objects.limit(9)])'`,
  ].map((command) => [command, { platform: 'test/cluster/platform/doctor.test.ts' }] as const),
  'docs/diff.md': [
    [
      'npm run --silent diff -- --env prod --from dist',
      {
        here: {
          exit: 1,
          as: `rm -f values/qa.yaml; cp values/prod.yaml saved && sed -i 's/replicaCount: 3/replicaCount: 5/; s/size: 100Gi/size: 200Gi/' values/prod.yaml; npm run --silent diff -- --env prod --from dist; code=$?; mv saved values/prod.yaml; exit $code`,
        },
      },
    ],
    ['npm run --silent diff -- --env prod --from main', { here: { exit: 0, as: committed('--env prod --from main') } }],
    ['npm run --silent diff -- --env prod --from staging', FINDS],
    [
      'npm run --silent diff -- --env prod --to-values production.yaml',
      {
        here: {
          exit: 1,
          as: "echo 'mlflow: {replicaCount: 5}' >production.yaml && npm run --silent diff -- --env prod --to-values production.yaml",
        },
      },
    ],
    [
      'npm run --silent diff -- old/ new/',
      {
        here: {
          exit: 1,
          as: 'cp -r dist/dev/manifests old && cp -r dist/prod/manifests new && npm run --silent diff -- old/ new/',
        },
      },
    ],
    [
      'npm run --silent diff -- chart-1.2.0.tgz chart-1.3.0.tgz -f mine.yaml',
      {
        here: {
          exit: 0,
          as: 'cp chart.tgz chart-1.2.0.tgz; cp chart.tgz chart-1.3.0.tgz; echo "{}" >mine.yaml; npm run --silent diff -- chart-1.2.0.tgz chart-1.3.0.tgz -f mine.yaml',
        },
      },
    ],
  ],
  'docs/validate.md': [
    ['npm run --silent validate -- deploy/ --quiet --fail-on error', FINDS],
    ['npm run validate', CI],
    ['npm run validate -- deploy/ chart.tgz', FINDS],
    ['npm run build && npm install --global .', RUNS],
    ['mlflow-chart validate deploy/', FINDS],
    ['helm template web ./chart | mlflow-chart validate -', FINDS],
    ['mlflow-chart validate ./chart -f values-prod.yaml --kubernetes-version 1.34', FINDS],
    ['mlflow-chart validate deploy/ --write-baseline baseline.json', RUNS],
    ['mlflow-chart validate deploy/ --baseline baseline.json', RUNS],
    ['npm ci', CI],
    asPackage('npx --no-install mlflow-chart validate deploy/ --output github'),
    asPackage('npx --no-install mlflow-chart validate deploy/ --output sarif --output-file validate.sarif'),
    ['npm ci', CI],
    asPackage('npx --no-install mlflow-chart validate deploy/ --output junit --output-file validate.xml'),
  ],
};

export type TextProof =
  /** typed/commands.test.ts compares it with what `npm run synth` says of that fixture as values/prod.yaml. */
  | { readonly synth: string }
  /** It is no output, or one that differs in each run; what it is. */
  | { readonly is: string };

/** Other texts in blocks of code, by their first line. */
export const TEXTS: Readonly<Record<string, readonly (readonly [firstLine: string, proof: TextProof])[]>> = {
  'README.md': [
    [
      'dist/<env>/manifests/*.yaml      plain Kubernetes, numbered in the order in which nothing waits',
      { is: 'a list of what is in dist/' },
    ],
  ],
  'docs/values.md': [
    [
      'values/prod.yaml:4:3: mlflow.replicaCout: unknown key. Did you mean replicaCount?',
      { synth: 'prod-with-mistakes.yaml' },
    ],
    [
      'values/prod.yaml:9:3: externalDatabase.host: is set, but the database is the PostgreSQL of this chart. Set database.engine to external, or remove the host.',
      { synth: 'prod-with-a-contradiction.yaml' },
    ],
  ],
  'docs/proof.md': [
    [
      'dist/staging/manifests, passwords full of special characters, on Kubernetes 1.37.2',
      { is: 'an excerpt of a run of `npm run test:cluster -- platform`, with its times' },
    ],
  ],
  'docs/speed.md': [['Node v20.20.2, 2 × AMD EPYC', { is: 'measured by `npm run bench`' }]],
  'docs/architecture.md': [
    ['values/*.ts ──► typed values: literals, or expressions over .Values and .Release', { is: 'a drawing' }],
  ],
  'docs/recovery.md': [
    [
      'gpg --show-session-key --output /dev/null --decrypt database.dump.gpg',
      { is: 'a command that test/cluster/restore/refused.test.ts runs with a key of its own' },
    ],
  ],
  'docs/backup.md': [
    ['<namespace>/<release>/<identity>/<stamp>/', { is: 'a list of what is in a bucket' }],
    ['<namespace>/<release>/point-in-time/<system identifier>/', { is: 'a list of what is in a bucket' }],
  ],
  'docs/database.md': [
    [
      'workers × 2 × (databasePool.size + databasePool.maxOverflow) + 2',
      { is: 'a formula; test/charts/database.test.ts and test/cluster/platform/connections.test.ts have its figures' },
    ],
  ],
  'docs/subchart.md': [
    [
      '{{- with .Subcharts.mlflow }}',
      { is: 'an excerpt of a template; test/charts/subchart.test.ts renders one, and the YAML of the page' },
    ],
  ],
};

/** Commands that are proved in one way. */
export function provedBy<Kind extends string>(
  kind: Kind,
): (readonly [string, Extract<Proof, Readonly<Record<Kind, unknown>>>])[] {
  return Object.values(COMMANDS)
    .flat()
    .flatMap(([command, proof]: Entry) =>
      kind in proof ? [[command, proof as Extract<Proof, Readonly<Record<Kind, unknown>>>] as const] : [],
    );
}
