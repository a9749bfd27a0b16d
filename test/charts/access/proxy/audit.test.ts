/** audit.njs: what a request was about, and that nothing else of it is told. */
import { expect, test } from '@jest/globals';
import AUDIT from '../../../../charts/access/proxy/audit.njs';
import { Njs } from './njs';

const about = (body: string, args = ''): unknown =>
  JSON.parse(String(new Njs(AUDIT).variable('about', { variables: { request_body: body, args } })));

test.each<[string, string, string, unknown]>([
  ['an id in a body', '{"run_id": "abc"}', '', { run_id: 'abc' }],
  ['in a query', '', 'run_id=abc&x=1', { run_id: 'abc' }],
  ['in both', '{"name": "b"}', 'name=a', { name: ['a', 'b'] }],
  ['numbers and booleans', '{"role_id": 7, "is_admin": true}', '', { role_id: 7, is_admin: true }],
  ['a list', '{"trace_ids": ["a", "b"]}', '', { trace_ids: ['a', 'b'] }],
  ['a form', 'username=alice&password=secret&csrf_token=x', '', { username: 'alice' }],
  ['no password', '{"username": "alice", "password": "secret"}', '', { username: 'alice' }],
  [
    'no credential',
    '{"secret_name": "openai", "secret_value": {"api_key": "sk-1"}, "auth_config": {}}',
    '',
    { secret_name: 'openai' },
  ],
  ['no objects in a list', '{"trace_ids": [{"a": 1}, "b", null]}', '', { trace_ids: 'b' }],
  ['nothing of no body', '', '', {}],
  ['nothing of what is no object', '["abc"]', '', {}],
  ['nothing of null', 'null', '', {}],
  ['nothing of a number', '7', '', {}],
  ['nothing of what cannot be read', '{"run_id": ', '', {}],
  ['line breaks and quotes as they are', '{"name": "a\\n\\"b"}', '', { name: 'a\n"b' }],
  ['the beginning of what is long', JSON.stringify({ name: 'x'.repeat(201) }), '', { name: `${'x'.repeat(200)}…` }],
])('%s', (_case, body, args, expected) => {
  expect(about(body, args)).toEqual(expected);
});

test('a body is read up to 4 KiB, and one that is longer not at all', () => {
  const long = (length: number) => `{"run_id": "abc"}${' '.repeat(length - 17)}`;
  expect(about(long(4096))).toEqual({ run_id: 'abc' });
  expect(about(long(4097), 'name=a')).toEqual({ name: 'a', body: 'too long to be read' });
});

test('a hundred of a list, and no more', () => {
  const ids = Array.from({ length: 150 }, (_, index) => String(index));
  expect(about(JSON.stringify({ trace_ids: ids }))).toEqual({ trace_ids: ids.slice(0, 100) });
});
