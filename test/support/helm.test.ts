import { expect, test } from '@jest/globals';
import { helm, helms } from './helm';

test.each(helms().map((each) => [each.version, each] as const))('Helm %s is what it says', async (version, each) => {
  const result = await each.run(['version', '--template', '{{.Version}}']);
  expect(result).toEqual({ code: 0, stdout: `v${version}`, stderr: '' });
});

test("the user's HELM_* variables do not reach Helm", async () => {
  process.env['HELM_NAMESPACE'] = 'of-the-user';
  process.env['HELM_PLUGINS'] = '/of/the/user';
  try {
    const { stdout } = await helm('4').run(['env']);
    expect(stdout).toContain('HELM_NAMESPACE="default"');
    expect(stdout).not.toContain('user');
  } finally {
    delete process.env['HELM_NAMESPACE'];
    delete process.env['HELM_PLUGINS'];
  }
});

test('a failing Helm is a result, not an exception', async () => {
  const { code, stderr } = await helm('3').run(['template', '/no/such/chart']);
  expect(code).toBe(1);
  expect(stderr).toMatch(/not found/);
});
