/** Where backups of the tests go: a store of somebody else, in a namespace of its own. */
import type { Job } from '../../../imports/kubernetes/types';
import type { RenderedObject } from '../../support/dist';
import { mlflowImage, MLFLOW } from '../images/versions';
import type { RealCluster } from '../nodes/real-cluster';
import { s3Store } from './outside';

export const BUCKET = 'mlflow-backups';
const LOGIN = { user: 'backups', password: 'of the backups' };
/** As docs/backup.md has its keys. */
export const KEYS_FILE = `AWS_ACCESS_KEY_ID=${LOGIN.user}\nAWS_SECRET_ACCESS_KEY=${LOGIN.password}\n`;
export const KEYS = { AWS_ACCESS_KEY_ID: LOGIN.user, AWS_SECRET_ACCESS_KEY: LOGIN.password };

export function endpointIn(namespace: string): string {
  return `http://store.${namespace}.svc.cluster.local:9000`;
}

/** A namespace with a store, and the bucket in it. */
export async function makeDestination(cluster: RealCluster, namespace: string): Promise<void> {
  await cluster.ok(['create', 'namespace', namespace]);
  await cluster.apply(s3Store(namespace, 'store', LOGIN));
  await cluster.settled(namespace);
  const { code, output } = await cluster.start(bucketMaker(namespace)).ended;
  if (code !== 0) throw new Error(output);
}

function bucketMaker(namespace: string): Job & RenderedObject {
  const program = `import boto3; boto3.client("s3", endpoint_url="${endpointIn(namespace)}").create_bucket(Bucket="${BUCKET}")`;
  const container = {
    name: 'make',
    image: mlflowImage(MLFLOW),
    command: ['python', '-c', program],
    env: Object.entries({ ...KEYS, HOME: '/tmp' }).map(([name, value]) => ({ name, value })),
  };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'make-bucket', namespace },
    spec: { template: { spec: { restartPolicy: 'OnFailure', containers: [container] } } },
  };
}
