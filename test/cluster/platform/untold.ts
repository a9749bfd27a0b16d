/** That nobody is told a secret: neither a client, nor who reads the logs. */
import { expect } from '@jest/globals';
import type { Platform } from './platform';

/**
 * @param words the secrets, in each way in which they could be written
 * @param answered what a client was told
 * @param platform of the logs of its server's pods that are empty, nothing would be known
 */
export async function expectUntold(words: readonly string[], answered: unknown, platform: Platform): Promise<void> {
  expect(words.length).toBeGreaterThan(0);
  expect(words).not.toContain('');
  const [prepared, served] = await Promise.all([
    platform.logs('tracking', 'prepare'),
    platform.logs('tracking', 'mlflow'),
  ]);
  expect(prepared.length).toBeGreaterThan(0);
  for (const log of prepared) expect(log).toContain('migrate: ');
  for (const log of served) expect(log).toMatch(/"(GET|POST) \/\S+ HTTP\/1\.1" 200/);
  for (const text of [JSON.stringify(answered), ...prepared, ...served])
    for (const word of words) expect(text).not.toContain(word);
}
