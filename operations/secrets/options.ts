/** What `mlflow-chart secrets` can be told. */
import { HELP, optionsIn, type OptionGroups } from '../../lib/cli/option-lines';
import { readOptions } from '../../lib/cli/options';
import type { CommandPage } from '../../lib/cli/page';
import { SettingsError } from '../../lib/validate/settings/settings-error';
import { LABEL } from '../../values/fields';
import { IN_CLUSTER, refuseStray, requireInCluster } from '../installation-options';
import { userNames } from './users';

const GROUPS = {
  Installation: IN_CLUSTER,
  Content: {
    users: {
      value: 'NAMES',
      help: 'who may log in (auth.mode basic): names with commas between them (default: mlflow)',
    },
    set: {
      value: 'SECRET/KEY=@FILE',
      multiple: true,
      help: 'what others have issued, or you have chosen; - in place of @FILE is standard input',
    },
    offline: { help: 'do not ask kubectl what there is already' },
  },
  Output: {
    output: {
      short: 'o',
      value: 'FOLDER',
      completes: 'folder',
      help: 'write files, a Secret each, which nobody else can read',
    },
    show: { help: 'print secrets even on a terminal' },
    compose: {
      help: 'what the Compose file of the environment reads: .env and secrets/ beside it, or in the FOLDER of --output',
    },
    sealed: {
      value: 'CERTIFICATE',
      completes: 'file',
      help: 'SealedSecrets, for the controller whose certificate it is',
    },
    external: {
      value: 'STORE',
      help: 'ExternalSecrets, which fetch them from this SecretStore, or ClusterSecretStore/NAME',
    },
  },
  Help: HELP,
} as const satisfies OptionGroups;

const DECLARED = optionsIn(GROUPS);

export const secretsPage: CommandPage = {
  name: 'secrets',
  usage: ['--env NAME [OPTION…]', '--values FILE --namespace NAME [OPTION…]'],
  about: [
    'Makes the Secrets that an installation reads: strong, and in the form that each reader takes. What the cluster has already is left out, and never replaced. What only others can issue is named on standard error.',
  ],
  options: GROUPS,
  examples: (program) => [
    `${program} secrets --env prod --users alice,bob | kubectl create -f -`,
    `${program} secrets --env prod --set mlflow-tls/tls.crt=@tls.crt \\\n--set mlflow-tls/tls.key=@tls.key --output secrets/`,
    'kubeseal --fetch-cert > sealing.pem',
    `${program} secrets --env prod --sealed sealing.pem > sealed-secrets.yaml`,
    `${program} secrets --env prod --external ClusterSecretStore/vault`,
  ],
  exit: {
    0: 'made, or nothing to make',
    1: 'something that could be made is not, and why is said; what is printed is right all the same',
    2: 'bad usage or unreadable input',
  },
  document: 'docs/secrets.md',
};

export type Content =
  | { readonly form: 'plain' }
  | { readonly form: 'compose' }
  | { readonly form: 'sealed'; readonly certificate: string }
  | { readonly form: 'external'; readonly store: { readonly kind: string; readonly name: string } };

/** What one `--set` says: a file, or standard input. */
export interface GivenValue {
  readonly secret: string;
  readonly key: string;
  readonly file: string | undefined;
}

export interface SecretsArguments {
  readonly environment: string | undefined;
  readonly values: readonly string[];
  readonly namespace: string | undefined;
  readonly users: readonly string[] | undefined;
  readonly set: readonly GivenValue[];
  readonly offline: boolean;
  readonly folder: string | undefined;
  readonly show: boolean;
  readonly content: Content;
  readonly help: boolean;
}

/** @throws SettingsError for anything that cannot be meant */
export function parseSecretsArguments(args: readonly string[]): SecretsArguments {
  const { positionals, given } = readOptions(args, DECLARED);
  const one = (name: keyof typeof DECLARED): string | undefined => {
    const values = given.get(name) ?? [];
    if (values.length > 1) throw new SettingsError(`--${name} is given ${String(values.length)} times; once is enough`);
    return values[0];
  };
  const help = given.has('help');
  refuseStray(positionals);
  const environment = one('env');
  const values = given.get('values') ?? [];
  const namespace = one('namespace');
  if (!help) requireInCluster({ environment, values, namespace });
  if (namespace !== undefined && !new RegExp(`^${LABEL}$`).test(namespace)) {
    throw new SettingsError(`--namespace: expected lower-case letters, digits and dashes, got ${namespace}`);
  }
  const users = one('users');
  const parsed: SecretsArguments = {
    environment,
    values,
    namespace,
    users: users === undefined ? undefined : userNames(users),
    set: givenValues(given.get('set') ?? []),
    offline: given.has('offline'),
    folder: one('output'),
    show: given.has('show'),
    content: contentOf(one('sealed'), one('external'), given.has('compose')),
    help,
  };
  refuseUseless(parsed);
  return parsed;
}

function contentOf(certificate: string | undefined, store: string | undefined, isCompose: boolean): Content {
  const named = [
    ...(certificate === undefined ? [] : ['--sealed']),
    ...(store === undefined ? [] : ['--external']),
    ...(isCompose ? ['--compose'] : []),
  ];
  if (named.length > 1) throw new SettingsError(`${named.join(' and ')} exclude each other`);
  if (isCompose) return { form: 'compose' };
  if (certificate !== undefined) return { form: 'sealed', certificate };
  if (store === undefined) return { form: 'plain' };
  const [, kind = 'SecretStore', name] =
    new RegExp(`^(?:(SecretStore|ClusterSecretStore)/)?(${LABEL}(?:\\.${LABEL})*)$`).exec(store) ?? [];
  if (name === undefined) {
    throw new SettingsError(`--external: expected the name of a SecretStore, or ClusterSecretStore/NAME, got ${store}`);
  }
  return { form: 'external', store: { kind, name } };
}

/** A value among the arguments would be seen by everybody on the machine, and kept in the shell's history. */
function givenValues(texts: readonly string[]): readonly GivenValue[] {
  const values = texts.map((text): GivenValue => {
    const [, secret, key, from] = /^([^/=]+)\/([^/=]+)=(@.+|-)$/s.exec(text) ?? [];
    if (secret === undefined || key === undefined || from === undefined) {
      throw new SettingsError(
        `--set: expected SECRET/KEY=@FILE, or - for standard input, got ${text.replace(/=.*/s, '=…')}: a value itself would be seen by everybody on this machine`,
      );
    }
    return { secret, key, file: from === '-' ? undefined : from.slice(1) };
  });
  const names = values.map(({ secret, key }) => `${secret}/${key}`);
  const [twice] = names.filter((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new SettingsError(`--set: ${twice} is given twice`);
  if (values.filter(({ file }) => file === undefined).length > 1) {
    throw new SettingsError('--set: only one value can come from standard input');
  }
  return values;
}

/** Nothing is passed over in silence. */
function refuseUseless({ content, users, set, offline, show, folder }: SecretsArguments): void {
  if (content.form === 'external') {
    const useless = [
      ...(users === undefined ? [] : ['--users']),
      ...(set.length === 0 ? [] : ['--set']),
      ...(offline ? ['--offline'] : []),
    ];
    if (useless.length > 0)
      throw new SettingsError(`${useless.join(', ')}: with --external nothing is made, only fetched`);
  }
  if (content.form === 'compose' && offline) throw new SettingsError('--offline: with --compose no cluster is asked');
  if (show && (content.form !== 'plain' || folder !== undefined)) {
    throw new SettingsError('--show: nothing secret would be printed');
  }
}
