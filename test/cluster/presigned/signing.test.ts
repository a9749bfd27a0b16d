/** sign_for_clients.py with the real botocore: which addresses of URLs it changes, and what it leaves as it is. */
import { copyFileSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { execute, outputOf } from '../../support/execute';
import { root } from '../../support/root';
import { MLFLOW } from '../images/versions';
import { inMlflow } from '../local/prepare';
import { PLACE } from '../proxy/place';

const INSIDE = 'http://store.team.svc:9000';
const SIGN = `
import json, sys
from mlflow.store.artifact.s3_artifact_repo import _get_s3_client
endpoint = sys.argv[1] or None
client = _get_s3_client(s3_endpoint_url=endpoint)
asked = []
client.meta.events.register("before-send.s3", lambda request, **_: asked.append(request.url) or sys.exit(print(json.dumps(urls + asked))))
urls = [client.generate_presigned_url(what, Params={"Bucket": "a-bucket", "Key": "a key"}) for what in ("get_object", "put_object")]
client.head_object(Bucket="a-bucket", Key="a key")
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(PLACE, 'signing-'));
  copyFileSync(join(root, 'charts/server/sign_for_clients.py'), join(folder, 'sitecustomize.py'));
});

test.each<[string, string, string, string, readonly [signed: string, asked: string]]>([
  ['the store', 'https://s3.example.com', 'path', INSIDE, ['https://s3.example.com/a-bucket/', `${INSIDE}/a-bucket/`]],
  [
    'the store, with a slash and a port',
    'http://s3.example.com:8333/',
    'path',
    `${INSIDE}/`,
    ['http://s3.example.com:8333/a-bucket/', `${INSIDE}/a-bucket/`],
  ],
  [
    'a bucket that is a part of the name',
    'https://s3.example.com',
    'virtual',
    INSIDE,
    ['https://a-bucket.s3.example.com/', 'http://a-bucket.store.team.svc:9000/'],
  ],
  [
    'another store',
    'https://s3.example.com',
    'path',
    'http://other:1',
    ['http://other:1/a-bucket/', 'http://other:1/a-bucket/'],
  ],
  ['no public address', '', 'path', INSIDE, [`${INSIDE}/a-bucket/`, `${INSIDE}/a-bucket/`]],
])('%s', async (_, publicAddress, style, endpoint, [signed, asked]) => {
  const env = {
    PATH: '/usr/bin:/bin',
    HOME: folder,
    PYTHONPATH: folder,
    ARTIFACTS_SIGNED_FOR: publicAddress,
    MLFLOW_S3_ENDPOINT_URL: endpoint.includes('other') ? INSIDE : endpoint,
    MLFLOW_BOTO_CLIENT_ADDRESSING_STYLE: style,
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 'b',
    AWS_DEFAULT_REGION: 'us-east-1',
  };
  const said = outputOf(await execute(inMlflow(MLFLOW, 'python'), ['-B', '-c', SIGN, endpoint], { env }));
  const [get = '', put = '', head] = JSON.parse(said) as readonly string[];
  for (const url of [get, put]) {
    expect(url.split('?')[0]).toBe(`${signed}a%20key`);
    expect(url).toMatch(/X-Amz-SignedHeaders=host&/);
  }
  expect(head).toBe(`${asked}a%20key`);
});
