/** Where GitOps tools find a project, and where they put it: what gitops.yaml, the small file beside values/, may say. */
import { equal } from '../../expr/function';
import type { Rule } from '../../values/rule';
import { list, record, string, type StringField, type ValuesOf } from '../../values/schema';

/** As they are once the file is checked. */
export interface GitOpsSettings {
  readonly repository: string;
  readonly branch: string;
  /** Empty for none: then it is the branch. */
  readonly tag: string;
  readonly folder: string;
  /** Empty for none. */
  readonly registry: string;
  /** Names of environments. */
  readonly manual: readonly string[];
  readonly argocd: { readonly namespace: string; readonly project: string; readonly cluster: string };
  readonly flux: { readonly namespace: string; readonly interval: string };
}

/** As Argo CD calls the one that it runs in. */
export const OWN_CLUSTER = 'https://kubernetes.default.svc';

const name = (value: string, description: string): StringField =>
  string({
    default: value,
    description,
    pattern: { regex: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$', expected: 'lower-case letters, digits and dashes' },
    maxLength: 63,
  });

export const gitOpsSchema = record('Where GitOps tools find this project, and where they put it.', {
  repository: string({
    default: '',
    description: 'URL of the Git repository that this project lies in, as the cluster reaches it.',
    pattern: {
      // With a password in it, everybody who reads dist/ would know it: tools have Secrets for that.
      // Nor a wildcard: a project would admit every repository that it fits.
      regex:
        '^((https?|ssh)://([A-Za-z0-9._-]+@)?[A-Za-z0-9._-]+(:[0-9]+)?/|[A-Za-z0-9._-]+@[A-Za-z0-9._-]+:)[A-Za-z0-9._~%/+-]+$',
      expected:
        'a URL such as https://github.com/team/mlflow.git or git@github.com:team/mlflow.git, without a password',
    },
  }),
  branch: string({
    default: 'main',
    description: 'The branch that is installed.',
    pattern: { regex: '^[A-Za-z0-9][A-Za-z0-9._/-]*$', expected: 'the name of a branch' },
  }),
  tag: string({
    default: '',
    description: 'The tag that is installed in its place; empty for the branch.',
    pattern: { regex: '^([A-Za-z0-9][A-Za-z0-9._/-]*)?$', expected: 'the name of a tag, or nothing' },
  }),
  folder: string({
    default: '',
    description: 'The folder of the repository that has this project in it; empty for the whole repository.',
    pattern: {
      regex: '^([A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*)?$',
      expected: 'a path such as platform/mlflow, without a slash at either end, or nothing',
    },
  }),
  registry: string({
    default: '',
    description:
      'OCI registry and path that the chart is published below; empty for none, and for no output that needs one.',
    pattern: {
      regex: '^(oci://[a-z0-9][a-z0-9.-]*(:[0-9]+)?(/[a-z0-9]+([._-]+[a-z0-9]+)*)*)?$',
      expected: 'a URL such as oci://ghcr.io/team/charts, or nothing',
    },
  }),
  manual: list(name('', 'The name of an environment.'), {
    default: [],
    description:
      'Environments that stay as they are until somebody says so: Argo CD shows what differs, and Flux is suspended.',
  }),
  argocd: record('Argo CD.', {
    namespace: name('argocd', 'Its namespace.'),
    project: name('mlflow', 'The AppProject, which is made.'),
    cluster: string({
      default: OWN_CLUSTER,
      description: 'The API server of the cluster that is installed to, as Argo CD knows it.',
      pattern: { regex: '^https://[^ ]+$', expected: 'a URL that begins with https://' },
    }),
  }),
  flux: record('Flux.', {
    namespace: name('flux-system', 'Its namespace.'),
    interval: string({
      default: '10m',
      description: 'How often it looks for something new, and puts right what somebody has changed.',
      pattern: { regex: '^([1-9][0-9]*(h|m|s))+$', expected: 'a duration such as 10m or 1h30m' },
    }),
  }),
});

export function gitOpsRules({ argocd }: ValuesOf<typeof gitOpsSchema>): readonly Rule[] {
  return [
    {
      path: 'argocd.project',
      violated: equal(argocd.project, 'default'),
      problem: 'is the project that Argo CD itself brings: what others have in it would lose its rights',
      remedy: 'Choose another name',
    },
  ];
}
