import type { CorpusCheck } from '../../check';
import { documents, workload } from '../../example';
import { podKinds } from '../../pod';
import { parseImage } from '../../supply-chain/image-reference';
import { imagesOf, type PodImage } from '../../supply-chain/pod-images';
import type { ManifestObject } from '../../object';

export default {
  id: 'image-in-two-versions',
  scope: 'corpus',
  severity: 'info',
  summary: 'Workloads of one namespace use the same image in different versions: often one was forgotten',
  remedy: 'Use one version, or suppress the finding where both are meant.',
  link: 'https://kubernetes.io/docs/concepts/containers/images/#image-names',
  kinds: podKinds,
  examples: {
    passes: [
      documents(workload({ name: 'a' }), workload({ name: 'b' })),
      documents(
        workload({ name: 'a', container: 'image: docker.io/library/nginx:1.29.3' }),
        workload({ name: 'b', container: 'image: nginx:1.29.3' }),
      ),
    ],
    fails: [
      documents(
        workload({ name: 'a', container: 'image: nginx:1.29.3' }),
        workload({ name: 'b', container: 'image: docker.io/nginx:1.28.0' }),
      ),
    ],
  },
  check(corpus, report) {
    const first = new Map<string, { image: PodImage; version: string; object: ManifestObject }>();
    for (const pod of corpus.pods()) {
      for (const image of imagesOf(pod)) {
        const reference = parseImage(image.image);
        if (typeof reference === 'string') continue;
        const { registry, repository, tag = 'latest', digest } = reference;
        const version = digest ?? tag;
        const key = `${pod.object.namespace} ${registry}/${repository}`;
        const known = first.get(key);
        if (known === undefined) first.set(key, { image, version, object: pod.object });
        else if (known.version !== version) {
          const other = `${known.object.kind} ${known.object.name} uses ${known.image.image}`;
          report(pod.object, image.path, `image ${image.image}, but ${other}`, {
            related: [{ object: known.object, path: known.image.path, message: other }],
          });
        }
      }
    }
  },
} satisfies CorpusCheck;
