/** All artefacts of MinIO are in Garage when it is said, whatever happens on the way; and nobody goes back by accident. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeFileSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { closeStores, garage, minio, Moving } from './moving-pod';

afterAll(closeStores);

const MIB = 2 ** 20;
const LARGE = '1/run/artifacts/large.bin';
/** Of an experiment: what MinIO takes as a key. Those of more than 8 MiB go up in parts. */
const ARTEFACTS = {
  '1/run/artifacts/model/MLmodel': 'flavors: {}',
  '1/run/artifacts/model.txt': 'beside the folder',
  '1/run/artifacts/with space/ü€😀.txt': 'odd',
  '1/run/artifacts/a+b%20&=?#.txt': 'odder',
  '1/run/artifacts/back\\slash': 'no folder',
  '1/run/artifacts/-\u2400-': 'what rclone takes for another',
  '1/run/artifacts/empty': '',
  [LARGE]: 20 * MIB,
};

describe('step by step', () => {
  let moving: Moving;
  beforeAll(async () => {
    moving = await Moving.make();
    await minio.do('put', moving.bucket, ARTEFACTS);
  });

  test('the first pass copies everything, whatever its name is', async () => {
    const said = await moving.run();
    expect(said).toContain('moving: 8 objects (20.0 MiB) in MinIO, of which 8 objects (20.0 MiB) are to be copied\n');
    expect(said).toContain('everything else is in the other store, and is what MinIO has.');
    expect(said).not.toContain('meanwhile');
    expect(await moving.sums(garage)).toEqual(await moving.sums(minio));
    expect(Object.keys(await moving.sums(garage)).sort()).toEqual(Object.keys(ARTEFACTS).sort());
    expect(await moving.state(garage)).toMatchObject({ from: `team/ml/${moving.bucket}`, state: 'copying' });
  });

  test('meanwhile servers are on MinIO, and none starts on the other', async () => {
    expect(await moving.server('minio')).toMatchObject({ code: 0, said: `create-bucket: ${moving.bucket} exists\n` });
    const { code, said } = await moving.server('garage', { MOVED_TO: moving.bucket });
    expect(code).toBe(1);
    expect(said).toContain(
      'create-bucket: waiting until artefacts are moved from MinIO: the last pass (objectStore.finalPass: true) is not done\n',
    );
    // Who has forgotten the last pass, and removed objectStore.migrateFrom.
    expect((await moving.server('garage')).code).toBe(1);
  });

  test('the next reads nothing again, and brings what is new', async () => {
    await minio.do('put', moving.bucket, { '1/run/artifacts/new': 'later' });
    const said = await moving.run();
    expect(said).toContain('moving: 9 objects (20.0 MiB) in MinIO, of which 1 object (5 bytes) are to be copied\n');
    const verified = await garage.do<string[]>('keys_below', moving.bucket, '.mlflow-chart/moving/verified/');
    expect(verified).toHaveLength(1);
  });

  test('the last pass brings what was written, replaced and deleted since, and says so', async () => {
    await minio.do('put', moving.bucket, {
      '1/run/artifacts/new': 'other', // As long as before.
      '1/run/artifacts/empty': 'no more',
      [LARGE]: 21 * MIB,
      '2/run/artifacts/last': 'of all',
    });
    await minio.do('delete', moving.bucket, '1/run/artifacts/model.txt');
    const said = await moving.last.run();
    expect(said).toContain('1 objects that MinIO no longer has are taken away\n');
    expect(said).toContain('done: 9 objects (21.0 MiB) are in the other store, each compared with MinIO');
    expect(await moving.sums(garage)).toEqual(await moving.sums(minio));
    expect(await moving.state(garage)).toMatchObject({ state: 'done', objects: 9 });
  });

  test('then servers start there; on MinIO none does any more', async () => {
    expect(await moving.server('garage', { MOVED_TO: moving.bucket })).toMatchObject({ code: 0 });
    expect(await moving.server('garage')).toMatchObject({ code: 0 });
    const { code, said } = await moving.server('minio');
    expect(code).toBe(1);
    expect(said).toContain(`create-bucket: the artefacts of bucket ${moving.bucket} were moved to another store`);
    expect(said).toContain('remove .mlflow-chart/moving/state.json from this bucket');
  });

  test('nothing is done a second time: what was written and deleted there since is left alone', async () => {
    await garage.do('put', moving.bucket, { '3/run/artifacts/since': 'in the other store' });
    await garage.do('delete', moving.bucket, '2/run/artifacts/last');
    const before = await moving.sums(garage);
    for (const again of [moving, moving.last]) {
      expect(await again.run()).toMatch(/^moving: was done at \S+Z: nothing is copied\n/);
      expect(await moving.sums(garage)).toEqual(before);
    }
  });
});

test('at once: the last pass alone', async () => {
  const moving = await Moving.make();
  await minio.do('put', moving.bucket, ARTEFACTS);
  const waiting = await moving.server('garage', { MOVED_TO: moving.bucket });
  expect([waiting.code, waiting.said]).toEqual([1, expect.stringContaining('that has not begun')]);
  expect(await moving.last.run()).toContain('done: 8 objects (20.0 MiB)');
  expect(await moving.sums(garage)).toEqual(await moving.sums(minio));
});

test('an empty MinIO', async () => {
  const moving = await Moving.make();
  expect(await moving.last.run()).toContain('done: 0 objects (0 bytes)');
  expect(await moving.server('garage')).toMatchObject({ code: 0 });
});

test.each([
  ['in one piece', '1/run/artifacts/small', 'abc', 'xyz'],
  ['in parts, which no ETag shows', LARGE, 20 * MIB, 'x'.repeat(20 * MIB)],
])('what arrived otherwise is found and replaced: %s', async (_, key, content, other) => {
  const moving = await Moving.make();
  await minio.do('put', moving.bucket, { [key]: content });
  await moving.run();
  await garage.do('put', moving.bucket, { [key]: other });
  expect(await moving.sums(garage)).not.toEqual(await moving.sums(minio));
  await moving.last.run();
  expect(await moving.sums(garage)).toEqual(await moving.sums(minio));
});

describe('killed', () => {
  /** Before the nth request of a kind. */
  const killedAt = (name: string, nth: number) => {
    const folder = mkdtempSync(join(process.env['LOCAL_FOLDER'] ?? '', 'killing-'));
    writeFileSync(
      join(folder, 'sitecustomize.py'),
      `import os, signal\nimport botocore.client\ncount = 0\ncall = botocore.client.BaseClient._make_api_call\n` +
        `def killing(self, name, args):\n    global count\n    count += name == ${JSON.stringify(name)}\n` +
        `    if count == ${String(nth)} and name == ${JSON.stringify(name)}: os.kill(os.getpid(), signal.SIGKILL)\n` +
        `    return call(self, name, args)\nbotocore.client.BaseClient._make_api_call = killing\n`,
    );
    return folder;
  };

  test.each([
    ['compare', 'PutObject', 1],
    ['compare', 'PutObject', 2],
    ['compare', 'PutObject', 3],
    ['compare', 'ListObjectsV2', 2],
    ['finish', 'GetObject', 1],
    ['finish', 'GetObject', 3],
    ['finish', 'GetObject', 5],
    ['finish', 'PutObject', 1],
    ['finish', 'PutObject', 2],
    ['finish', 'PutObject', 3],
    ['finish', 'PutObject', 4],
    ['finish', 'DeleteObject', 1],
    ['finish', 'ListObjectsV2', 4],
  ] as const)(
    '%s, before %s %d: no server starts on what is not whole, and the next pod ends it',
    async (part, name, nth) => {
      const moving = await begun();
      const container = moving.last.pod();
      let killed = false;
      for (const each of ['compare', 'copy', 'finish'] as const) {
        const { code } = await container(each, each === part ? { PYTHONPATH: killedAt(name, nth) } : {}).ended;
        killed = code !== 0;
        if (killed) break;
      }
      expect(killed).toBe(true);
      expect((await moving.server('garage', { MOVED_TO: moving.bucket })).code).toBe(1);
      expect(await moving.last.run()).toContain('done: 9 objects');
      expect(await moving.sums(garage)).toEqual(await moving.sums(minio));
      expect((await moving.server('garage')).code).toBe(0);
      expect((await moving.server('minio')).code).toBe(1);
    },
  );
});

/** After a first pass: one has been deleted since, and others have come, one of them in parts, and one that rclone is not told of. */
async function begun(): Promise<Moving> {
  const moving = await Moving.make();
  await minio.do('put', moving.bucket, { ...ARTEFACTS, 'no/longer/there': 'deleted in MinIO' });
  await moving.run();
  await minio.do('delete', moving.bucket, 'no/longer/there', '1/run/artifacts/-\u2400-');
  await minio.do('put', moving.bucket, { '2/run/artifacts/large.bin': 9 * MIB, '2/run/artifacts/-\u2400-': 'odd' });
  return moving;
}

/** A program that does something after the nth request of a kind. */
function afterwards(name: string, what: string, nth = 1): string {
  const folder = mkdtempSync(join(process.env['LOCAL_FOLDER'] ?? '', 'afterwards-'));
  writeFileSync(
    join(folder, 'sitecustomize.py'),
    `import json, os\nimport boto3, botocore.client\ncall = botocore.client.BaseClient._make_api_call\nseen = []\n` +
      `source = lambda: boto3.client("s3", endpoint_url=os.environ["MLFLOW_S3_ENDPOINT_URL"])\n` +
      `target = lambda: boto3.client("s3", endpoint_url=os.environ["BACKUP_ENDPOINT"])\n` +
      `def doing(self, name, args):\n    answer = call(self, name, args)\n` +
      `    seen.extend([1] * (name == ${JSON.stringify(name)}))\n    if name == ${JSON.stringify(name)} and len(seen) == ${String(nth)}:\n        bucket = os.environ["BACKUP_BUCKET"]\n        ${what}\n` +
      `    return answer\nbotocore.client.BaseClient._make_api_call = doing\n`,
  );
  return folder;
}

test('somebody who writes to MinIO during the last pass is noticed', async () => {
  const moving = await begun();
  const container = moving.last.pod();
  for (const part of ['compare', 'copy'] as const) expect((await container(part).ended).code).toBe(0);
  // When everything has been settled, and before the last look.
  const late = afterwards(
    'DeleteObject',
    'source().put_object(Bucket=bucket, Key="1/run/artifacts/empty", Body=b"late")',
  );
  const { code, said } = await container('finish', { PYTHONPATH: late }).ended;
  expect([code, said]).toEqual([
    1,
    expect.stringContaining(
      "moving: failed: '1/run/artifacts/empty' is not what MinIO has: somebody still writes to one of them",
    ),
  ]);
  expect(await moving.state(garage)).toMatchObject({ state: 'copying' });
  expect(await moving.state(minio)).toMatchObject({ state: 'leaving' });
});

describe('a pod that was thought to be lost, and comes back', () => {
  const stale = 'moving: failed: another pod goes on with this';

  test('copies nothing more, and takes nothing away that servers have written since', async () => {
    const moving = await begun();
    const lost = moving.last.pod();
    expect((await lost('compare').ended).code).toBe(0);
    expect(await moving.last.run()).toContain('done: 9 objects');
    await garage.do('put', moving.bucket, {
      '3/run/artifacts/since': 'by a server',
      '1/run/artifacts/model.txt': 'newer',
    });
    const before = await moving.sums(garage);
    expect(await lost('copy').ended).toMatchObject({ code: 1, said: 'moving: failed: another pod has done it\n' });
    expect((await lost('finish').ended).said).toMatch(/^moving: was done at/);
    expect(await moving.sums(garage)).toEqual(before);
  });

  test('while the other one is at it', async () => {
    const moving = await begun();
    const lost = moving.last.pod();
    expect((await lost('compare').ended).code).toBe(0);
    expect((await moving.last.pod()('compare').ended).code).toBe(0);
    expect(await lost('copy').ended).toMatchObject({ code: 1, said: `${stale}\n` });
    const { code, said } = await lost('finish').ended;
    expect([code, said]).toEqual([1, expect.stringContaining(`${stale}, or has done it`)]);
  });

  test.each([
    ['before it takes something away', 'ListObjectsV2', 1],
    ['before it says that it is done', 'DeleteObject', 2],
  ])('%s', async (_, request, nth) => {
    const moving = await begun();
    const lost = moving.last.pod();
    for (const part of ['compare', 'copy'] as const) expect((await lost(part).ended).code).toBe(0);
    // The other one has begun, and is not far yet.
    const taken = afterwards(
      request,
      `target().put_object(Bucket=bucket, Key=".mlflow-chart/moving/state.json", Body=json.dumps({"state": "copying", "run": "another"}).encode())`,
      nth,
    );
    const { code, said } = await lost('finish', { PYTHONPATH: taken }).ended;
    expect([code, said]).toEqual([1, expect.stringContaining(stale)]);
    expect(await moving.state(minio)).toMatchObject({ state: 'leaving' });
    expect(await moving.state(garage)).toEqual({ state: 'copying', run: 'another' });
    expect(Object.keys(await moving.sums(garage)).includes('no/longer/there')).toBe(request === 'ListObjectsV2');
  });
});

test('a bucket that has something already is refused: MinIO would seem to have deleted that', async () => {
  const moving = await Moving.make();
  await minio.do('put', moving.bucket, ARTEFACTS);
  await garage.do('put', moving.bucket, { 'of/somebody/else': 'kept' });
  const { code, said } = await moving.last.pod()('compare').ended;
  expect([code, said]).toEqual([
    1,
    expect.stringContaining(`bucket ${moving.bucket} of the other store is not empty: it has 'of/somebody/else'`),
  ]);
  expect(Object.keys(await moving.sums(garage))).toEqual(['of/somebody/else']);
  expect(await moving.state(garage)).toBeUndefined();
});

/** What a pod says that does not do it. */
async function refusal(moving: Moving): Promise<string> {
  const container = moving.pod();
  for (const part of ['compare', 'copy', 'finish'] as const) {
    const { code, said } = await container(part).ended;
    if (code !== 0) return said;
  }
  throw new Error('it is done');
}

test('what came after comparing, and was brought all the same, is taken away once MinIO has it no more', async () => {
  const moving = await Moving.make();
  await minio.do('put', moving.bucket, ARTEFACTS);
  const first = moving.pod();
  expect((await first('compare').ended).code).toBe(0);
  const late = '5/run/artifacts/-\u2400-';
  await minio.do('put', moving.bucket, { [late]: 'odd, so that the last container copies it' });
  for (const part of ['copy', 'finish'] as const) expect((await first(part).ended).code).toBe(0);
  expect(Object.keys(await moving.sums(garage))).toContain(late);
  await moving.run();
  await minio.do('delete', moving.bucket, late);
  expect(await moving.last.run()).toContain('1 objects that MinIO no longer has are taken away');
  expect(await moving.sums(garage)).toEqual(await moving.sums(minio));
});

describe('the last copy of something is never taken away', () => {
  test('a MinIO that has lost its volume is not taken for one in which everything was deleted', async () => {
    const moving = await begun();
    const before = await moving.sums(garage);
    await minio.do('delete', moving.bucket, ...Object.keys(await moving.sums(minio)));
    expect(await refusal(moving.last)).toContain('MinIO has no more than 0: has it lost its volume?');
    expect(await moving.sums(garage)).toEqual(before);
    // Half of it is no loss.
    await minio.do('put', moving.bucket, Object.fromEntries([1, 2, 3, 4, 5].map((n) => [`new/${String(n)}`, 'x'])));
    expect(await refusal(moving.last)).toContain('of 14 artefacts that were brought MinIO has no more than 5');
    expect(Object.keys(await moving.sums(garage))).toHaveLength(14);
  });

  test('what was never in MinIO stays, and is named', async () => {
    const moving = await begun();
    await garage.do('put', moving.bucket, { '9/by/a/client': 'too early' });
    expect(await refusal(moving.last)).toContain("has '9/by/a/client', which was not brought from MinIO");
    expect(Object.keys(await moving.sums(garage))).toContain('no/longer/there');
    await garage.do('delete', moving.bucket, '9/by/a/client');
    expect(await moving.last.run()).toContain('done: 9 objects');
  });

  test('another installation does not take the bucket for its own', async () => {
    const moving = await begun();
    const other = moving.with({ RELEASE_NAME: 'other' });
    for (const one of [other, other.last])
      expect(await refusal(one)).toContain(
        `bucket ${moving.bucket} has what was moved from team/ml/${moving.bucket}, not from team/other/${moving.bucket}`,
      );
    await moving.last.run();
    expect(await refusal(other.last)).toContain('name another bucket');
  });

  test('what a restore is replacing comes first', async () => {
    const moving = await begun();
    const state = '.mlflow-chart/replaced/0123/state.json';
    await minio.do('put', moving.bucket, { [state]: '{"state": "replacing"}' });
    expect(await refusal(moving.last)).toContain('a restore has begun to replace artefacts, and is not done');
    await minio.do('put', moving.bucket, { [state]: '{"state": "done"}' });
    expect(await moving.last.run()).toContain('done: 9 objects');
  });
});

describe('after it is done', () => {
  test('what was written to MinIO since, by servers that were not restarted, is named', async () => {
    const moving = await begun();
    await moving.last.run();
    await new Promise((wake) => setTimeout(wake, 1500));
    await minio.do('put', moving.bucket, { '4/run/artifacts/late': 'on MinIO' });
    for (const again of [moving, moving.last])
      expect(await refusal(again)).toMatch(
        /artefacts were moved at \S+, but '4\/run\/artifacts\/late' was written to MinIO since/,
      );
  });

  test('a MinIO that was opened again is not taken for moved', async () => {
    const moving = await begun();
    await moving.last.run();
    await minio.do('delete', moving.bucket, '.mlflow-chart/moving/state.json');
    for (const again of [moving, moving.last])
      expect(await refusal(again)).toMatch(/artefacts were moved at \S+, but MinIO has been opened again since/);
  });

  test('nor is MinIO moved to yet another place, without what was written since', async () => {
    const moving = await begun();
    await moving.last.run();
    await garage.do('make', `${moving.bucket}-other`);
    expect(await refusal(moving.with({ BACKUP_BUCKET: `${moving.bucket}-other` }).last)).toContain(
      `MinIO's artefacts were moved at`,
    );
  });
});

test('a server of a store that others run waits, too, where artefacts are on their way there', async () => {
  const moving = await begun();
  const external = { BUCKET: '', STORE_BUCKET: moving.bucket };
  const { code, said } = await moving.server('garage', external);
  expect([code, said]).toEqual([1, expect.stringContaining('the last pass (objectStore.finalPass: true) is not done')]);
  await moving.last.run();
  expect(await moving.server('garage', external)).toMatchObject({ code: 0, said: '' });
  // As ever: nothing is asked of it, and it may be away.
  expect(await moving.server('garage', { ...external, MLFLOW_S3_ENDPOINT_URL: 'http://127.0.0.1:9' })).toMatchObject({
    code: 0,
    said: '',
  });
});

test('a store that is not there is waited for, and wrong keys are said', async () => {
  const moving = await Moving.make();
  const { code, said } = await moving.with({ BACKUP_SECRET_ACCESS_KEY: 'another-key-that-is-long' }).pod()('compare')
    .ended;
  expect(code).toBe(1);
  expect(said).toMatch(/^moving: failed: .*403/m);
  const container = moving.with({ BACKUP_BUCKET: `${moving.bucket}-later` }).pod()('compare');
  while (!container.said().includes('waiting for the other store')) await new Promise((wake) => setTimeout(wake, 100));
  await garage.do('make', `${moving.bucket}-later`);
  expect((await container.ended).code).toBe(0);
});
