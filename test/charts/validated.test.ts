/** Our own validator has nothing to warn about in what the values of other engines make. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { evaluateModel } from '../../lib/synth/model';
import { validate } from '../../lib/validate/validate';
import type { JsonObject } from '../../lib/values/merge';
import { readDocuments } from '../../lib/yaml/read';
import { writeYaml } from '../../lib/yaml/write';
import { complete, environmentValues, model } from '../support/platform';
import { root } from '../support/root';

const GARAGE = { existingSecret: 'mlflow-garage' };
const AT = { cidr: '10.20.30.40/32' };
const TLS = { enabled: true, existingSecret: 'mlflow-garage-tls' };
/** What the guide wants for each server. */
const LARGE = { requests: { cpu: 2, memory: '4G' }, limits: { memory: '4G' } };
const OTHERS: Readonly<Record<string, JsonObject>> = {
  Garage: { objectStore: { engine: 'garage', garage: GARAGE } },
  'Garage, by TLS': { objectStore: { engine: 'garage', garage: { ...GARAGE, tls: TLS } } },
  'Garage, moved to': { objectStore: { engine: 'garage', migrateFrom: 'minio', garage: GARAGE } },
  'a pooler before a database of others': {
    postgresql: { enabled: false },
    externalDatabase: {
      host: 'db.example.com',
      existingSecret: 'db',
      sslMode: 'verify-full',
      pooler: { enabled: true },
    },
    networkPolicy: { externalCidrs: { database: [AT] } },
  },
  CloudNativePG: {
    database: {
      engine: 'cloudnative-pg',
      cnpg: {
        pooler: { enabled: true },
        monitoring: { enabled: true },
        readReplica: true,
        backup: { plugin: { objectStore: 'store' } },
      },
    },
    networkPolicy: { externalCidrs: { kubernetes: [AT], databaseBackups: [AT] } },
  },
  'artefacts and jobs apart': {
    artifacts: { enabled: true, resources: LARGE },
    jobs: { enabled: true, resources: LARGE },
    aiGateway: { enabled: true },
  },
  'sizing/medium.yaml': sizing('medium.yaml'),
  'sizing/large.yaml': sizing('large.yaml'),
  retention: { retention: { gc: { enabled: true }, lifecycle: { enabled: true }, database: { enabled: true } } },
};

function sizing(file: string): JsonObject {
  return readDocuments(readFileSync(join(root, 'sizing', file), 'utf8'), file)[0]?.value as JsonObject;
}

/** Whoever installs makes them; and MinIO's registry is one of the past, which .validate.yaml says. */
const KNOWN = ['secret-not-in-input', 'retired-registry'];

test.each(Object.entries(OTHERS))('prod, with %s', (_, values) => {
  const context = {
    values: complete(environmentValues('prod'), values),
    release: { name: 'mlflow', namespace: 'mlflow-prod' },
  };
  const sources = [...evaluateModel(model, context)].map(([name, object]) => {
    const text = writeYaml(object);
    return { name, text: () => text };
  });
  const { findings, unreadable } = validate(sources, { packs: ['mlflow'] });
  const heard = findings.filter(({ rule, severity }) => severity !== 'info' && !KNOWN.includes(rule));
  expect([heard.map(({ rule, message }) => `${rule}: ${message}`), unreadable]).toEqual([[], []]);
});
