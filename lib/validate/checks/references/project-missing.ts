import type { CorpusCheck } from '../../check';
import { documents } from '../../example';
import { absence } from '../../references/absence';
import { manifest } from '../../references/example';
import { textAt } from '../../references/lenient';

const application = (project: string) =>
  manifest(
    'argoproj.io/v1alpha1',
    'Application',
    'web',
    `spec: {project: ${project}, destination: {name: in-cluster, namespace: web}, source: {repoURL: https://example.com/r.git, path: a}}`,
  );

export default {
  id: 'project-missing',
  scope: 'corpus',
  kinds: ['Application.argoproj.io', 'AppProject.argoproj.io'],
  severity: 'warning',
  summary:
    'An Argo CD Application of a project that is not in the input; information if the input has no projects at all',
  remedy: 'Correct the name, add the AppProject, or list it as known to exist.',
  link: 'https://argo-cd.readthedocs.io/en/stable/user-guide/projects/',
  examples: {
    passes: [
      documents(application('shop'), manifest('argoproj.io/v1alpha1', 'AppProject', 'shop', 'spec: {}')),
      application('default'),
    ],
    fails: [
      {
        yaml: documents(application('shp'), manifest('argoproj.io/v1alpha1', 'AppProject', 'shop', 'spec: {}')),
        at: 'spec.project',
      },
    ],
  },
  check(corpus, report) {
    const isAnyKnown = corpus.ofKind('AppProject.argoproj.io').length > 0;
    for (const object of corpus.ofKind('Application.argoproj.io')) {
      // Argo CD keeps projects in its own namespace: any of the input may be that.
      const name = textAt(object.value, 'spec', 'project') ?? 'default';
      if (corpus.named(name).some(({ key }) => key === 'AppProject.argoproj.io')) continue;
      const message = absence(
        corpus,
        { key: 'AppProject.argoproj.io', namespace: object.namespace, name },
        { alsoThere: ['default'] },
      );
      if (message !== undefined) report(object, ['spec', 'project'], message, isAnyKnown ? {} : { severity: 'info' });
    }
  },
} satisfies CorpusCheck;
