import { expect, test } from '@jest/globals';
import { setKey } from '../../lib/yaml/json';

test.each(['a', '__proto__'])('%s is a key like others', (key) => {
  const object: Record<string, number> = {};
  setKey(object, key, 1);
  setKey(object, key, 2);
  expect(Object.getOwnPropertyDescriptors(object)).toEqual(
    JSON.parse(`{"${key}": {"value": 2, "writable": true, "enumerable": true, "configurable": true}}`),
  );
  expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
});
