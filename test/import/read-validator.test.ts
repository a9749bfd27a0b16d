import { describe, expect, test } from '@jest/globals';
import { readValidator } from '../../lib/import/read-validator';

// Snippets in the shape of ajv's standalone code, shortened to what the reader looks at.

/** A validator file: the exported function `validate0`, and whatever else it needs. */
function file(body: string, ...rest: string[]): string {
  return ['export const validate=validate0;', fn('validate0', body), ...rest].join('');
}

function fn(name: string, body: string): string {
  return `function ${name}(data,{instancePath="",rootData=data}={}){let vErrors=null,errors=0;${body};return 0===errors}`;
}

function error(keyword: string, params: string, place = '#'): string {
  return `{let err0={instancePath,schemaPath:"${place}/${keyword}",keyword:"${keyword}",params:${params}};errors++}`;
}

function call(name: string, value: string, path: string): string {
  return `${name}(${value},{instancePath${path},parentData:data,rootData})||(errors+=${name}.errors.length)`;
}

const read = (source: string) => readValidator(source, 'x.js');

describe('what an error literal says', () => {
  test.each([
    ['type', '{type:"string"}', { type: 'string' }],
    ['format', '{format:"int32"}', { format: 'int32' }],
    ['pattern', '{pattern:"^a\\\\.b$"}', { pattern: '^a\\.b$' }],
    ['enum', '{allowedValues:["A","B"]}', { enum: ['A', 'B'] }],
    ['minLength', '{limit:1}', { minLength: 1 }],
    ['minimum', '{comparison:">=",limit:-31}', { minimum: -31 }],
    ['maximum', '{comparison:"<=",limit:1e3}', { maximum: 1000 }],
    ['maxItems', '{limit:16}', { maxItems: 16 }],
    ['minProperties', '{limit:1}', { minProperties: 1 }],
    ['required', '{missingProperty:"name"}', { required: ['name'] }],
  ])('%s', (keyword, params, schema) => {
    expect(read(file(error(keyword, params)))).toEqual(schema);
  });

  test('an enum may be a constant of the file', () => {
    const source = `let schema1_enum=["apps/v1"];${file(error('enum', '{allowedValues:schema1_enum}'))}`;
    expect(read(source)).toEqual({ enum: ['apps/v1'] });
  });

  test('several errors add up, wherever they stand', () => {
    const body = `if(data)${error('required', '{missingProperty:"a"}')}else ${error('type', '{type:"object"}')}`;
    expect(read(file(body + error('required', '{missingProperty:"b"}')))).toEqual({
      type: 'object',
      required: ['a', 'b'],
    });
  });

  test('inlined properties are found by their schema path', () => {
    const body =
      error('type', '{type:"boolean"}', '#/properties/x-on') +
      error('type', '{type:"number"}', '#/properties/a~1b/items') +
      error('type', '{type:"string"}', '#/additionalProperties');
    expect(read(file(body))).toEqual({
      properties: { 'x-on': { type: 'boolean' }, 'a/b': { items: { type: 'number' } } },
      additionalProperties: { type: 'string' },
    });
  });
});

describe('where a nested schema applies', () => {
  const text = fn('validate1', error('type', '{type:"string"}'));
  const key = 'key0.replace(/~/g,"~0").replace(/\\//g,"~1")';

  test.each([
    ['a property', ':instancePath+"/name"', { properties: { name: { type: 'string' } } }],
    ['a property with a slash', ':instancePath+"/a~1b"', { properties: { 'a/b': { type: 'string' } } }],
    ['each item', ':instancePath+"/"+i0', { items: { type: 'string' } }],
    ['each value of a map', `:instancePath+"/"+${key}`, { additionalProperties: { type: 'string' } }],
    ['each item of a property', ':instancePath+"/list/"+i0', { properties: { list: { items: { type: 'string' } } } }],
    ['the value itself', '', { type: 'string' }],
  ])('%s', (_, path, schema) => {
    expect(read(file(call('validate1', 'data.x', path), text))).toEqual(schema);
  });

  test('an imported validator is a reference', () => {
    const source = `import{validate as validate7}from"./IoK8sFoo.js";${file(call('validate7', 'data.foo', ':instancePath+"/foo"'))}`;
    expect(read(source)).toEqual({ properties: { foo: { $ref: './IoK8sFoo.js' } } });
  });

  test('a reference beside other demands on the same value is kept as allOf', () => {
    const source = `import{validate as validate7}from"./Base.js";${file(call('validate7', 'data', '') + ';' + error('type', '{type:"object"}'))}`;
    expect(read(source)).toEqual({ type: 'object', allOf: [{ $ref: './Base.js' }] });
  });

  test('a recursive schema refers to itself, also through an alias', () => {
    const source = file(
      call('validate1', 'data.not', ':instancePath+"/not"') +
        ';' +
        call('wrapper0', 'data.all', ':instancePath+"/all"'),
      fn('validate1', call('validate0', 'data', '')),
      fn('validate2', call('validate1', 'data[i0]', ':instancePath+"/"+i0')),
      'let wrapper0=validate2;',
    );
    expect(read(source)).toEqual({ properties: { not: { $ref: '#' }, all: { items: { $ref: '#' } } } });
  });

  test('the calls of a oneOf are its alternatives', () => {
    const source = file(
      call('validate1', 'data', '') + ';' + call('validate2', 'data', '') + ';' + error('oneOf', '{passingSchemas:p}'),
      text,
      fn('validate2', error('type', '{type:"integer"}')),
    );
    expect(read(source)).toEqual({ oneOf: [{ type: 'string' }, { type: 'integer' }] });
  });
});

describe('what the reader does not understand is an error with its position, never a weaker schema', () => {
  test.each([
    ['no export', 'let a=1;', /x\.js:1:1: exports no `validate`/],
    ['an unknown keyword', file(error('contains', '{limit:1}')), /unknown keyword "contains"/],
    ['an operand that is no constant', file(error('enum', '{allowedValues:f()}')), /operand of "enum"/],
    ['an unknown validator', file(call('validate9', 'data', '')), /unknown validator validate9/],
    [
      'recursion that no reference can express',
      file(
        call('validate1', 'data.a', ':instancePath+"/a"'),
        fn('validate1', call('validate1', 'data.b', ':instancePath+"/b"')),
      ),
      /validate1 calls itself, but is not the exported validator/,
    ],
    ['an unknown place', file(call('validate0', 'data', ':somewhere(data)')), /where the nested schema applies/],
    ['an unknown schema path', file(error('type', '{type:"x"}', '#/anyOf/0')), /schema path #\/anyOf\/0\/type/],
  ])('%s', (_, source, message) => {
    expect(() => read(source)).toThrow(message);
  });
});
