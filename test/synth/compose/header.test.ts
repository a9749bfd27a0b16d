/** What stands above a Compose file. */
import { expect, test } from '@jest/globals';
import { headerOf } from '../../../lib/synth/compose/header';

test('says where it comes from, how it is started, and what has to be there', () => {
  const services = {
    web: {},
    watch: { profiles: ['monitoring'] },
    dump: { profiles: ['backup'] },
    backup: { profiles: ['backup'] },
  };
  const origin = 'greeter 1.2.3, environment dev, made of values/dev.yaml by npm run synth';
  expect(headerOf({ origin, services, tasks: ['backup'], required: ['KEY', 'PASSWORD'] })).toBe(
    `# greeter 1.2.3, environment dev, made of values/dev.yaml by npm run synth. Do not edit: it is written over.
#
#     docker compose up -d                       # starts it
#     docker compose --profile monitoring up -d  # with the profile monitoring
#     docker compose run --rm backup             # runs once, when you say so
#     docker compose --profile '*' down          # ends those, too
#
# Nothing starts before .env has these: KEY, PASSWORD.

`,
  );
});

test('in the order of their names', () => {
  const services = { a: { profiles: ['z'] }, b: { profiles: ['y'] }, d: { profiles: ['d'] }, c: { profiles: ['c'] } };
  const lines = headerOf({ services, tasks: ['d', 'c'], required: [] }).split('\n');
  expect(lines.map((line) => line.replace(/ +# .*/, '').replace(/^# +/, ''))).toEqual([
    'docker compose up -d',
    'docker compose --profile y up -d',
    'docker compose --profile z up -d',
    'docker compose run --rm c',
    'docker compose run --rm d',
    "docker compose --profile '*' down",
    '',
    '',
  ]);
});

test('without any of that it is one command', () => {
  expect(headerOf({ services: { web: {} }, tasks: [], required: [] })).toBe(
    '#     docker compose up -d  # starts it\n\n',
  );
});
