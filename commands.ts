/** The commands of `mlflow-chart`, in the order of its help page: what is known of each before it is called. */
import type { Commands } from './lib/cli/command';

/** Each has a file that is called like it, which the program loads from beside itself: bundle/bundle.mjs finds them here. */
export const commands: Commands = {
  synth: {
    group: 'Make',
    usage: '[ENVIRONMENT…]',
    summary: 'write manifests and Helm charts of values/ to dist/',
    load: () => import('./operations/synth.js'),
  },
  render: {
    group: 'Make',
    usage: '--env NAME',
    summary: 'print the manifests of one environment',
    load: () => import('./operations/render.js'),
  },
  secrets: {
    group: 'Make',
    usage: '--env NAME',
    summary: 'make the Secrets that an installation reads',
    load: () => import('./operations/secrets.js'),
  },
  convert: {
    group: 'Make',
    usage: 'FILE --from CHART',
    summary: 'turn values of another chart for MLflow into values of this one',
    load: () => import('./operations/convert.js'),
  },
  validate: {
    group: 'Check',
    usage: 'PATH…',
    summary: 'check Kubernetes manifests and Helm charts',
    load: () => import('./lib/cli/validate.js'),
  },
  diff: {
    group: 'Check',
    usage: '[--env NAME]',
    summary: 'say what a change does to a cluster, and why',
    load: () => import('./operations/diff.js'),
  },
  preflight: {
    group: 'Check',
    usage: 'RELEASE -n NAMESPACE',
    summary: 'say what an upgrade of a release would hurt, before it begins',
    load: () => import('./operations/preflight.js'),
  },
  doctor: {
    group: 'Check',
    usage: 'RELEASE -n NAMESPACE',
    summary: 'say what is wrong with a release, and what to do',
    load: () => import('./operations/doctor.js'),
  },
  backups: {
    group: 'Run',
    usage: '--env NAME',
    summary: 'list the backups: how old, how large, whether complete',
    load: () => import('./operations/backups.js'),
  },
  restore: {
    group: 'Run',
    usage: '--env NAME',
    summary: 'bring a backup back: say what is lost, and how, or do it',
    load: () => import('./operations/restore.js'),
  },
  report: {
    group: 'Run',
    usage: '--env NAME',
    summary: 'say what is in it, of whom, how it grows, what could be freed',
    load: () => import('./operations/report.js'),
  },
  load: {
    group: 'Run',
    usage: 'URI',
    summary: 'measure what a server bears, with many clients',
    load: () => import('./operations/load.js'),
  },
  images: {
    group: 'Publish',
    usage: '--env NAME',
    summary: 'list the images that an installation pulls',
    load: () => import('./operations/images.js'),
  },
  publish: {
    group: 'Publish',
    usage: 'oci://… or FOLDER',
    summary: 'publish the chart: to a registry, or a repository of charts',
    load: () => import('./operations/publish.js'),
  },
  completion: {
    group: 'This program',
    usage: 'bash|zsh|fish',
    summary: 'print what completes its words in a shell',
    load: async () => (await import('./lib/cli/completion.js')).completionOf(commands),
  },
};
