import type { RuleRow } from './row';

const OWN =
  'mlflow.extraArgs: sets where MLflow listens or which app it is, which the proxy in its pod depends on. Remove --host, --port and --app-name; auth.mode chooses the login.';
const SAYS = 'has options of the web server that say where it listens: nobody there would be asked for a login.';
const REMEDY = 'Remove -b, --bind, -c, --config, --host, --port, --listen, --unix-socket, --uds and --fd from them';

/** One argument for each line. */
const extraArgs = (lines: string) => `mlflow: {extraArgs: ${JSON.stringify(lines.split('\n'))}}`;
const env = (name: string, value: string) =>
  `mlflow: {env: [{name: A}, {name: ${name}, value: ${JSON.stringify(value)}}]}`;

/** What they are called with: each says where they listen. */
const ADDRESSES = [
  '-b 0.0.0.0:7000',
  '-b0.0.0.0:7000',
  '-Rb 0.0.0.0:7000',
  '--bind 0.0.0.0:7000',
  '--bind=0.0.0.0:7000',
  '--bi 0.0.0.0:7000',
  '--timeout 90 -b 0.0.0.0:7000',
  '--timeout 90\t-b 0.0.0.0:7000',
  '-c /mine.py',
  '-cmine.py',
  '--config=/mine.py',
  '--conf /mine.py',
  '--host 0.0.0.0',
  '--host=0.0.0.0',
  '--port 7000',
  '--port=7000',
  '--listen=*:7000',
  '--lis *:7000',
  '--unix-socket=/x',
  '--uds /x',
  '--fd 3',
  '--log-level debug --fd=3',
];

/** These say nothing of the kind. */
const HARMLESS = [
  '--timeout 90 --worker-class gthread -k sync -R',
  '--backlog 5 --limit-request-line 100 --log-config x --statsd-host a:1 --ca-certs x --umask 7',
  '--threads=4 --url-scheme=https --connection-limit=5',
  '--log-level debug --limit-concurrency 5 --lifespan on --ssl-keyfile-password 1',
];

export const listening: readonly RuleRow[] = [
  ...['-h0.0.0.0', '-p80', '-h\n0.0.0.0', '--expose-prometheus=/tmp\n-p80'].map((lines): RuleRow => [
    extraArgs(lines),
    OWN,
  ]),
  ...ADDRESSES.flatMap((address): readonly RuleRow[] => [
    [extraArgs(`--gunicorn-opts=${address}`), `mlflow.extraArgs: ${SAYS} ${REMEDY}.`],
    [env('MLFLOW_GUNICORN_OPTS', address), `mlflow.env: ${SAYS} ${REMEDY}, and UVICORN_FD and UVICORN_UDS.`],
  ]),
  ...[
    '--uvicorn-opts=--fd 3',
    '--waitress-opts=--listen=*:7000',
    '--gunicorn-opts\n-b 0.0.0.0:7000',
    '--uvicorn-opts\n--log-level debug --uds /x',
  ].map((lines): RuleRow => [extraArgs(`--workers=2\n${lines}\n--dev`), `mlflow.extraArgs: ${SAYS} ${REMEDY}.`]),
  ...[
    ['MLFLOW_UVICORN_OPTS', '--log-config "a b" --fd 3'],
    ['MLFLOW_UVICORN_OPTS', '--log-level debug\n--uds=/x'],
    ['UVICORN_FD', '3'],
    ['UVICORN_UDS', '/x'],
  ].map(([name = '', value = '']): RuleRow => [
    env(name, value),
    `mlflow.env: ${SAYS} ${REMEDY}, and UVICORN_FD and UVICORN_UDS.`,
  ]),
  ...HARMLESS.flatMap((options): readonly RuleRow[] => [
    [extraArgs(`--gunicorn-opts=${options}`)],
    [extraArgs(`--uvicorn-opts\n${options}\n--workers=2`)],
    [env('MLFLOW_GUNICORN_OPTS', options)],
  ]),
  // Of another program.
  [env('GUNICORN_OPTS', '-b 0.0.0.0:7000')],
  [env('UVICORN_LOG_LEVEL', 'debug')],
];
