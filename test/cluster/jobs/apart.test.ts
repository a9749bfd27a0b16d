/** A job that is submitted where there is no queue runs in the server for jobs, and so do periodic ones: traces are archived there. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../eventually';
import { MLFLOW } from '../images/versions';
import { Servers, type Release } from '../monitor/servers';
import { Names } from '../proxy/names';
import { APART_PORT, twoPods, type TwoPods } from '../proxy/two-pods';
import type { Server } from '../server';
import { archivalIn, asked, client, startMlflow } from './servers';

interface Traces {
  readonly experiment: string;
  readonly traces: readonly string[];
}
interface Shown {
  readonly spans: readonly string[];
  readonly assessments: readonly string[];
}

const INVOKE = '/ajax-api/3.0/mlflow/scorer/invoke';
const MINUTES = 60_000;

describe('a server that serves, and one that runs jobs', () => {
  let names: Names;
  let servers: Servers;
  let release: Release;
  let pods: TwoPods;
  let [web, jobs]: readonly Server[] = [];
  let logged: Traces;
  let scorer: string;

  const startJobs = () =>
    startMlflow('jobs', release, pods.apart, APART_PORT, {
      MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'true',
      MLFLOW_SERVER_ENABLE_CUSTOM_SCORERS: 'true',
      RUNS_JOBS: 'true',
      TRACE_ARCHIVAL: archivalIn(release),
    });
  const sql = (text: string) => servers.sql(release.name, text);
  const score = (traces: readonly string[]) =>
    asked(INVOKE, {
      experiment_id: logged.experiment,
      serialized_scorer: scorer,
      trace_ids: traces,
      log_assessments: true,
    });
  const statusOf = async (job: string) => {
    const { status, body } = await asked(`/ajax-api/3.0/mlflow/jobs/${job}`);
    return [status, (JSON.parse(body) as { status?: string }).status];
  };
  const jobsIn = ({ body }: { readonly body: string }) =>
    (JSON.parse(body) as { jobs: readonly { job_id: string }[] }).jobs.map(({ job_id: id }) => id);

  beforeAll(async () => {
    names = await Names.start();
    servers = await Servers.start();
    release = await servers.release(MLFLOW);
    pods = twoPods('jobs', { auth: { mode: 'none' } }, names);
    await pods.apart.serve();
    await pods.web.serve();
    [web, jobs] = await Promise.all([
      startMlflow('web', release, pods.web, 5000, {
        MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
        MLFLOW_SERVER_ENABLE_CUSTOM_SCORERS: 'true',
        TRACE_ARCHIVAL: archivalIn(release),
      }),
      startJobs(),
    ]);
    logged = await client<Traces>(release, 'traces', '3');
    scorer = await client<string>(release, 'serialized');
  });
  afterAll(async () => {
    web?.stop();
    jobs?.stop();
    await pods.web.end();
    await pods.apart.end();
    servers.stop();
    names.close();
  });

  test('the page hears that periodic jobs run', async () => {
    const { status, body } = await asked('/ajax-api/3.0/mlflow/server-info');
    expect([status, JSON.parse(body)]).toEqual([
      200,
      expect.objectContaining({
        trace_archival_enabled: true,
        features_enabled: expect.objectContaining({ scheduled_issue_detection: true }),
      }),
    ]);
  });

  test(
    'a job that is submitted to the first runs in the second; who asks the first for it sees that it has succeeded',
    async () => {
      const answer = await score(logged.traces.slice(0, 1));
      expect([answer.status, answer.body]).toEqual([200, expect.stringContaining('job_id')]);
      const [job = ''] = jobsIn(answer);
      await eventually(() => statusOf(job), [200, 'SUCCEEDED'], 150);
      const { assessments } = await client<Shown>(release, 'shown', logged.traces[0] ?? '');
      expect(assessments).toEqual(['answered']);
    },
    5 * MINUTES,
  );

  test('one that is submitted while there is none is refused, and nothing of it is left', async () => {
    jobs?.stop();
    await pods.apart.end();
    const before = await sql('SELECT count(*) FROM jobs');
    const { status, body } = await score(logged.traces);
    expect([status, body]).toEqual([503, expect.stringContaining('nothing was begun')]);
    expect(await sql('SELECT count(*) FROM jobs')).toBe(before);
    expect((await asked('/api/2.0/mlflow/experiments/search', { max_results: 1 })).status).toBe(200);
    await pods.apart.serve();
    jobs = await startJobs();
  });

  test(
    'what was under way when its server was killed is begun again by the next',
    async () => {
      const [job = ''] = jobsIn(await score(logged.traces.slice(1, 2)));
      jobs?.stop();
      jobs = await startJobs();
      await eventually(() => statusOf(job), [200, 'SUCCEEDED'], 200);
    },
    6 * MINUTES,
  );

  test(
    'old traces are archived: their spans leave the database for the bucket, and the first shows them as before',
    async () => {
      const old = logged.traces.slice(0, 2);
      const those = old.map((id) => `'${id}'`).join(',');
      // A row of each stays, without what was in it.
      const spans = () => sql(`SELECT count(*) FROM spans WHERE content <> '' AND trace_id IN (${those})`);
      expect(await spans()).toBe('4');
      await sql(`UPDATE trace_info SET timestamp_ms = timestamp_ms - 7200000 WHERE request_id IN (${those})`);
      await eventually(spans, '0', 240);
      const keys = await servers.store.do<string[]>('keys_below', release.bucket, 'some/path/');
      const files = keys.filter((key) => key.endsWith('/traces.pb')).map((key) => key.replace('some/path/', ''));
      expect(files.sort()).toEqual(old.map((id) => `${logged.experiment}/traces/${id}/artifacts/traces.pb`).sort());
      for (const id of logged.traces)
        expect([id, (await client<Shown>(release, 'shown', id)).spans]).toEqual([id, ['a question', 'inside']]);
      // The third is not old enough.
      expect(await sql(`SELECT count(*) FROM spans WHERE content <> ''`)).toBe('2');
    },
    7 * MINUTES,
  );
});
