/** What a command says while somebody waits: on a terminal alone. */
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { working } from '../../lib/cli/working';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

function told(isTTY?: boolean) {
  const said: string[] = [];
  const stream = { ...(isTTY !== undefined && { isTTY }), write: (text: string) => said.push(text) };
  return { said, stream };
}
const lasting = (milliseconds: number) => new Promise<number>((resolve) => setTimeout(resolve, milliseconds, 7));

test.each([[false], [undefined]])('nothing in a pipe (isTTY %s)', async (isTTY) => {
  const { said, stream } = told(isTTY);
  const work = working(stream, 'asking', lasting(5000));
  await jest.advanceTimersByTimeAsync(5000);
  expect([await work, said]).toEqual([7, []]);
});

test('nothing where it is soon done', async () => {
  const { said, stream } = told(true);
  const work = working(stream, 'asking', lasting(700));
  await jest.advanceTimersByTimeAsync(700);
  expect([await work, said]).toEqual([7, []]);
});

test('a line each second, which goes again', async () => {
  const { said, stream } = told(true);
  let step = 1;
  const work = working(
    stream,
    () => `step ${String(step)}`,
    () => lasting(3000),
  );
  await jest.advanceTimersByTimeAsync(1500);
  step = 2;
  await jest.advanceTimersByTimeAsync(1500);
  expect(await work).toBe(7);
  expect(said).toEqual(['\r\u001b[Kstep 1 … 1 s', '\r\u001b[Kstep 2 … 2 s', '\r\u001b[Kstep 2 … 3 s', '\r\u001b[K']);
});

test('it goes where the work fails, too', async () => {
  const { said, stream } = told(true);
  const work = working(
    stream,
    'asking',
    lasting(900).then(() => Promise.reject(new Error('no'))),
  );
  const outcome = expect(work).rejects.toThrow('no');
  await jest.advanceTimersByTimeAsync(900);
  await outcome;
  expect(said).toEqual(['\r\u001b[Kasking … 1 s', '\r\u001b[K']);
});
