/** Where the other installation has its artefacts, and what that is here. */
import { ACCESS_KEY_ID, SECRET_ACCESS_KEY } from '../../values/store';
import type { Ours } from './ours';
import type { Their } from './their';

export const KEYS_SECRET = 'mlflow-s3';

interface Located {
  /** Whether clients reach the store themselves. */
  readonly direct: boolean;
  readonly from: string;
  /** What says so, if it is another value. */
  readonly fromMode?: string;
}

/** What a URI of artefacts names. */
export function artifactsAt(ours: Ours, uri: string, located: Located): void {
  const [, scheme = '', bucket = '', path = ''] = /^([a-z0-9]+):\/\/([^/]*)\/?(.*)$/i.exec(uri) ?? [];
  if (scheme === 's3') bucketOf(ours, bucket, path, located);
  else if (CLOUDS[scheme] !== undefined) cloudOf(ours, uri, CLOUDS[scheme], located);
  else ownStore(ours, located.from);
}

const CLOUDS: Readonly<Record<string, string>> = {
  gs: 'Google Cloud Storage',
  wasb: 'Azure Blob Storage',
  wasbs: 'Azure Blob Storage',
  abfs: 'Azure Data Lake Storage',
  abfss: 'Azure Data Lake Storage',
};

export function bucketOf(ours: Ours, bucket: string, path: string, { direct, from, fromMode = from }: Located): void {
  ours.set('externalS3.bucket', bucket, from);
  const folder = path.replace(/^\/+|\/+$/g, '');
  if (folder !== '') ours.set('mlflow.artifacts.path', folder, from);
  if (direct) ours.set('mlflow.artifacts.mode', 'direct', fromMode);
}

/** MLflow can; the chart's own programs know S3 only. */
function cloudOf(ours: Ours, uri: string, name: string, { direct, from }: Located): void {
  const variable = direct ? 'MLFLOW_DEFAULT_ARTIFACT_ROOT' : 'MLFLOW_ARTIFACTS_DESTINATION';
  if (direct) ours.set('mlflow.artifacts.mode', 'direct', from);
  ours.append('mlflow.env', { name: variable, value: uri }, from);
  ours.decide(
    'mlflow.env',
    from,
    `${name} is MLflow’s own business here: backups, retention and reports of this chart know S3 only, and the image needs the library for it. Or move the artefacts to an S3 store, and name that in externalS3`,
  );
}

const FILES =
  'there artefacts are files, in the pod or on its volume; here they are in an S3 store, which is empty. docs/migrating.md says how to bring them';
const OF_RELEASE =
  'there MinIO is part of the release, and goes with it; here it is Garage, which is empty: copy the bucket (docs/migrating.md)';

/** A store that the other chart runs: this one runs another. */
export function storeOfRelease(ours: Ours, from: string): void {
  ownStore(ours, from, OF_RELEASE);
}

/** None that could be used here: one of the chart's own. */
export function ownStore(ours: Ours, from: string, words = FILES): void {
  ours.set('objectStore.engine', 'garage', from);
  ours.newSecret('objectStore.garage.existingSecret', 'mlflow-garage', from);
  ours.decide('objectStore', from, words);
}

/** Where S3 is: AWS by its region, others by their address. */
export function endpointOf(ours: Ours, url: string, from: string): void {
  const ofAws = /^https?:\/\/(?:s3[.-])?(?:([a-z]{2}-[a-z0-9-]+-[0-9])\.)?amazonaws\.com(?:\.cn)?(?::\d+)?\/?$/.exec(
    url,
  );
  if (ofAws === null) ours.set('externalS3.endpoint', url.replace(/\/$/, ''), from);
  else if (ofAws[1] !== undefined) ours.set('externalS3.region', ofAws[1], from);
}

/** Keys that stand in the file. */
export function plainKeys(their: Their, ours: Ours, id: string, secret: string): void {
  const keys = {
    [ACCESS_KEY_ID]: their.plain(id, 'the key’s ID'),
    [SECRET_ACCESS_KEY]: their.plain(secret, 'the key'),
  };
  ours.secret('externalS3.existingSecret', KEYS_SECRET, keys, secret);
}

/** Keys in a Secret that there is; here its keys have fixed names. */
export function keysIn(ours: Ours, name: string, id: string, secret: string, from: string): void {
  if (id === ACCESS_KEY_ID && secret === SECRET_ACCESS_KEY) {
    ours.set('externalS3.existingSecret', name, from);
    return;
  }
  const of = (variable: string, key: string) => ({ name: variable, valueFrom: { secretKeyRef: { name, key } } });
  ours.append('mlflow.env', of(ACCESS_KEY_ID, id), from);
  ours.append('mlflow.env', of(SECRET_ACCESS_KEY, secret), from);
  ours.say(
    'note',
    from,
    `has other keys than ${ACCESS_KEY_ID} and ${SECRET_ACCESS_KEY}, which externalS3.existingSecret wants: so mlflow.env names them. For backups and retention, make a Secret with those two, and name it in externalS3.existingSecret`,
  );
}
