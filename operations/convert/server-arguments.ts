/** Options of “mlflow server”: what has a value of its own here, and what is the chart's. */
import { databaseOf, registryOf } from './database';
import { listed } from './lists';
import { takeLogin } from './login';
import type { Ours } from './ours';
import { isPlainSecret } from './plain-secrets';
import { artifactsAt } from './store';

type Take = (ours: Ours, text: string, from: string) => void;

const needless =
  (why: string): Take =>
  (ours, _text, from) => {
    ours.say('note', from, why);
  };
const nothing =
  (instead: string): Take =>
  (ours, _text, from) => {
    ours.say('left out', from, instead);
  };
const to =
  (path: string, as: (text: string) => string | number | readonly string[] = (text) => text): Take =>
  (ours, text, from) => {
    ours.set(path, as(text), from);
  };

const TAKES: Readonly<Record<string, Take>> = {
  host: needless('where MLflow listens is the chart’s: only the proxy in its pod reaches it'),
  port: needless('where MLflow listens is the chart’s; the Service’s port is mlflow.service.port'),
  workers: to('mlflow.workers', (text) => (/^[0-9]+$/.test(text) ? Number(text) : text)),
  'static-prefix': to('mlflow.staticPrefix', (text) => text.replace(/\/+$/, '')),
  'allowed-hosts': to('mlflow.allowedHosts', listed),
  'cors-allowed-origins': to('mlflow.corsAllowedOrigins', listed),
  'backend-store-uri': databaseOf,
  'registry-store-uri': registryOf,
  'default-artifact-root': (ours, text, from) => {
    artifactsAt(ours, text, { direct: true, from });
  },
  'artifacts-destination': (ours, text, from) => {
    artifactsAt(ours, text, { direct: false, from });
  },
  'serve-artifacts': needless('the server hands out artefacts here unless mlflow.artifacts.mode is direct'),
  'no-serve-artifacts': (ours, _text, from) => {
    ours.set('mlflow.artifacts.mode', 'direct', from);
  },
  'artifacts-only': nothing(
    'a server for artefacts alone is none of this chart: mlflow.replicaCount and mlflow.workers are for load',
  ),
  'app-name': (ours, text, from) => {
    if (text === 'basic-auth') takeLogin(ours, { from });
    else
      ours.say(
        'left out',
        from,
        'names an application of its own: see auth.mode for the logins of this chart (docs/access.md)',
      );
  },
  'expose-prometheus': (ours, _text, from) => {
    ours.set('monitoring.enabled', true, from);
    ours.say('note', from, 'metrics are monitoring.enabled here, on port 9113 (docs/monitoring.md)');
  },
  'gunicorn-opts': nothing('MLflow is served by uvicorn here: --uvicorn-opts in mlflow.extraArgs'),
  'waitress-opts': nothing('MLflow is served by uvicorn here: --uvicorn-opts in mlflow.extraArgs'),
  dev: nothing('there is no mode for developing MLflow here'),
};

/** @param text empty for a flag */
export function takeOption(ours: Ours, name: string, text: string, from: string): void {
  const option = name.replace(/^-+/, '').replaceAll('_', '-');
  const take = Object.hasOwn(TAKES, option) ? TAKES[option] : undefined;
  if (take !== undefined) take(ours, text, from);
  else if (isPlainSecret(option, text)) {
    ours.say(
      'left out',
      from,
      `--${option} has a password in it, which is not repeated here: use the variable of that name, from a Secret, in mlflow.env`,
    );
  } else ours.append('mlflow.extraArgs', text === '' ? `--${option}` : `--${option}=${text}`, from);
}

/** As words of a command line. */
export function takeArguments(ours: Ours, words: readonly string[], from: string): void {
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const [, name = '', text] = /^--([^=]+)(?:=([\d\D]*))?$/.exec(word) ?? [];
    const next = words[at + 1];
    if (name === '') ours.say('left out', from, 'has an argument without a name: see mlflow.extraArgs');
    else if (text === undefined && next !== undefined && !next.startsWith('-')) {
      takeOption(ours, name, next, from);
      at += 1;
    } else takeOption(ours, name, text ?? '', from);
  }
}
