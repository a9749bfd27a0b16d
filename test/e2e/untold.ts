/** That nobody is told a secret: neither a client, nor who reads the logs. */
import { expect } from '@jest/globals';
import type { RunningPod } from './node/running-pod';

/**
 * @param words the secrets, in each way in which they could be written
 * @param answered what a client was told
 * @param pods the server's; of logs that are empty, nothing would be known
 */
export function expectUntold(words: readonly string[], answered: unknown, pods: readonly RunningPod[]): void {
  expect(words.length).toBeGreaterThan(0);
  expect(words).not.toContain('');
  expect(pods.length).toBeGreaterThan(0);
  const told = [JSON.stringify(answered)];
  for (const pod of pods) {
    const [prepared, served] = [pod.logs('prepare'), pod.logs('mlflow')];
    expect(prepared).toContain('migrate: ');
    expect(served).toMatch(/"(GET|POST) \/\S+ HTTP\/1\.1" 200/);
    told.push(prepared, served);
  }
  for (const text of told) for (const word of words) expect(text).not.toContain(word);
}
