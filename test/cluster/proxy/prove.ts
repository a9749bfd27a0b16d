/** Tests on the real nginx without Kubernetes: in a place of their own, which ends with them and leaves nothing behind. */
import { join } from 'node:path';
import { NOT_POSSIBLE_HERE, runProofs, unknownParts } from '../../support/proofs';
import { execute } from '../../support/execute';
import { buildLayer } from '../images/layer';
import { nginx } from '../images/nginx';
import { ADDRESSES, IMAGE, PLACE } from './place';

/** A part that runs only when it is asked for: it waits. */
const HOUR = 'hour';

/** The exit code. @param args Jest's, such as names of test files */
export async function proveProxy(args: readonly string[], say: (line: string) => void): Promise<number> {
  const unknown = unknownParts(args, __dirname);
  if (unknown !== undefined) {
    say(unknown);
    return 1;
  }
  const under = await isolated(say);
  if (under === undefined) return NOT_POSSIBLE_HERE;
  const waits = args.includes(HOUR);
  if (!waits) say(`Without the part \`${HOUR}\`, which takes one: npm run test:cluster -- proxy ${HOUR}`);
  return runProofs({
    config: join(__dirname, 'jest.config.json'),
    rounds: [{ args: waits ? args : [...args, `--testPathIgnorePatterns=/${HOUR}[.]test[.]ts$`] }],
    under,
  });
}

/** A command to run tests under: in namespaces of their own, with the proxy's image; nothing where that cannot be, of which it tells. */
export async function isolated(say: (line: string) => void): Promise<readonly string[] | undefined> {
  if (
    process.getuid?.() !== 0 ||
    (await execute('unshare', ['--mount', '--net', '--pid', '--fork', 'true'])).code !== 0
  ) {
    say('The proxy runs in namespaces of its own, for which root is needed: sudo npm run test:cluster -- …');
    return undefined;
  }
  const [layer] = nginx('nginx').layers;
  if (layer === undefined) throw new Error('the image of nginx has no layer');
  const { archive } = await buildLayer(layer, say);
  const place = [
    `mount -t tmpfs -o mode=755 tmpfs ${PLACE}`,
    `mkdir ${IMAGE}`,
    `tar -xf ${archive} -C ${IMAGE}`,
    'ip link set lo up',
    ...ADDRESSES.map((address) => `ip address add ${address} dev lo`),
    'exec "$@"',
  ].join('\n');
  const namespaces = ['--mount', '--net', '--pid', '--fork', '--kill-child=KILL', '--mount-proc'];
  return ['unshare', ...namespaces, '--', 'sh', '-ec', place, 'sh'];
}
