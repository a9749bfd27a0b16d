/** A relay before a store, for the tests of a file: after each of them nothing happens at requests any more. */
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import { Relay } from './relay';

/** It is there once the tests run. */
export function relayForTests(endpoint: string): () => Relay {
  let relay: Relay | undefined;
  const started = () => {
    if (relay === undefined) throw new Error('no test runs yet');
    return relay;
  };
  beforeAll(async () => {
    relay = await Relay.to(endpoint);
  });
  afterEach(() => {
    started().quiet();
  });
  afterAll(() => {
    started().close();
  });
  return started;
}
