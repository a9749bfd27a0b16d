/** aiGateway: what MLflow does with what the chart tells it, and how servers that share a database keep a budget. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ConfigMap } from '../../../imports/kubernetes/types';
import { evaluateModel } from '../../../lib/synth/model';
import type { JsonObject } from '../../../lib/values/merge';
import { complete, model, SMALLEST } from '../../support/platform';
import { eventually } from '../eventually';
import { MLFLOW } from '../images/versions';
import { asked, startMlflow } from '../jobs/servers';
import { Servers, type Release } from '../monitor/servers';
import { Echo } from '../proxy/echo';
import { Names } from '../proxy/names';
import { APART_PORT, twoPods, type TwoPods } from '../proxy/two-pods';
import type { Server } from '../server';

const MINUTES = 60_000;
const MODEL_PORT = 8123;
const SECONDS = 5;
const API = '/api/3.0/mlflow/gateway';

/** What the chart tells the server of its gateway. */
function told(aiGateway: JsonObject): Readonly<Record<string, string>> {
  const objects = evaluateModel(model, {
    values: complete(SMALLEST, { aiGateway }),
    release: { name: 'mlflow', namespace: 'team' },
  });
  const { data = {} } = objects.get('tracking-settings') as unknown as ConfigMap;
  return Object.fromEntries(Object.entries(data).filter(([name]) => /GATEWAY_|AI_GATEWAY/.test(name)));
}

/** A model, as OpenAI serves one: every answer costs the same. */
function modelAnswers(request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  request.on('end', () => {
    response.setHeader('Content-Type', 'application/json');
    response.end(
      JSON.stringify({
        ...{ id: 'a', object: 'chat.completion', created: 1, model: 'gpt-4o' },
        choices: [{ index: 0, message: { role: 'assistant', content: 'yes' }, finish_reason: 'stop' }],
        usage: { prompt_tokens: 100_000, completion_tokens: 100_000, total_tokens: 200_000 },
      }),
    );
  });
}

describe(`the gateway of MLflow ${MLFLOW}`, () => {
  let names: Names;
  let servers: Servers;
  let release: Release;
  let pods: TwoPods;
  let provider: Echo;
  let [first, second]: readonly (Server | undefined)[] = [];

  const start = async (aiGateway: JsonObject) => {
    first?.stop();
    // Else the old one would be taken for the new one.
    await eventually(async () => (await asked('/health')).status, 502);
    first = await startMlflow('first', release, pods.web, 5000, told(aiGateway));
  };
  const create = (what: string, body: object) => asked(`${API}/${what}/create`, body);
  const secretFor = (more: object) =>
    create('secrets', { ...{ secret_name: 'a', secret_value: { api_key: 'k' }, provider: 'openai' }, ...more });
  const invoke = async (port: number) => {
    const body = { messages: [{ role: 'user', content: 'is it?' }] };
    const { status } = await asked('/gateway/an-endpoint/mlflow/invocations', body, { port });
    return status;
  };
  const ours = { auth_config: { api_base: `http://127.0.0.1:${String(MODEL_PORT)}/v1` } };

  beforeAll(async () => {
    names = await Names.start();
    servers = await Servers.start();
    release = await servers.release(MLFLOW);
    // Any two: neither is for artefacts, or asked for one.
    pods = twoPods('artifacts', { auth: { mode: 'none' } }, names);
    await pods.web.serve();
    await pods.apart.serve();
    provider = await Echo.at(MODEL_PORT);
    provider.answer = modelAnswers;
  });
  afterAll(async () => {
    first?.stop();
    second?.stop();
    await pods.web.end();
    await pods.apart.end();
    provider.close();
    servers.stop();
    names.close();
  });

  test(
    'by default there is none: not for its users, nor for those who would set it up',
    async () => {
      await start({});
      expect(await invoke(5000)).toBe(501);
      for (const what of ['secrets', 'endpoints', 'model-definitions', 'budgets'])
        expect((await asked(`${API}/${what}/list`)).status).toBe(501);
      const { body } = await asked('/ajax-api/3.0/mlflow/server-info');
      expect(JSON.parse(body)).toMatchObject({ features_enabled: { gateway: false } });
    },
    5 * MINUTES,
  );

  test(
    'with it, a model at a private address is refused, by https and by http',
    async () => {
      await start({ enabled: true, allowedProviders: ['openai', 'anthropic'] });
      for (const url of [`http://127.0.0.1:${String(MODEL_PORT)}/v1`, 'https://10.0.0.1/v1', 'https://localhost/v1']) {
        const { status, body } = await secretFor({ auth_config: { api_base: url } });
        expect([status, body]).toEqual([400, expect.stringContaining('api_base')]);
      }
      const { body } = await asked('/ajax-api/3.0/mlflow/gateway/supported-providers');
      expect((JSON.parse(body) as { providers: readonly string[] }).providers).toEqual(['anthropic', 'openai']);
    },
    5 * MINUTES,
  );

  test(
    'a model in the cluster is asked; what one server has spent of a budget, another knows when it has read it again',
    async () => {
      const values = { enabled: true, privateAddresses: true, plainHttp: true, budgetRefreshSeconds: SECONDS };
      await start(values);
      second = await startMlflow('second', release, pods.apart, APART_PORT, told(values));
      const idOf = async (what: string, body: object, key: string, id: string) => {
        const answer = await create(what, body);
        expect([what, answer.status, answer.body]).toEqual([what, 200, expect.anything()]);
        return (JSON.parse(answer.body) as Record<string, Record<string, string>>)[key]?.[id] ?? '';
      };
      const a = { secret_name: 'a', secret_value: { api_key: 'k' }, provider: 'openai', ...ours };
      const secret = await idOf('secrets', a, 'secret', 'secret_id');
      const definition = await idOf(
        'model-definitions',
        { name: 'm', secret_id: secret, provider: 'openai', model_name: 'gpt-4o' },
        'model_definition',
        'model_definition_id',
      );
      const configs = [{ model_definition_id: definition, linkage_type: 'PRIMARY', weight: 1 }];
      await idOf('endpoints', { name: 'an-endpoint', model_configs: configs }, 'endpoint', 'endpoint_id');
      const budget = {
        ...{ budget_unit: 'USD', budget_amount: 2, duration: { unit: 'DAYS', value: 1 } },
        ...{ target_scope: 'GLOBAL', budget_action: 'REJECT' },
      };
      await idOf('budgets', budget, 'budget_policy', 'budget_policy_id');
      // The second learns of it, too.
      await eventually(
        async () => (await asked(`${API}/budgets/list`, undefined, { port: APART_PORT })).body.includes('REJECT'),
        true,
      );
      expect(await invoke(APART_PORT)).toBe(200);
      await eventually(() => invoke(APART_PORT), 429, 60);
      const asks = provider.received.length;
      await sleep(2 * SECONDS * 1000);
      // It has spent nothing itself.
      expect([await invoke(5000), provider.received.length]).toEqual([429, asks]);
    },
    8 * MINUTES,
  );
});
