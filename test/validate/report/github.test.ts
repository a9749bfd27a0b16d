import { expect, test } from '@jest/globals';
import { github } from '../../../lib/validate/report/github';
import { everything, misspelt, plain, reportOf } from './sample';

test('one command a line, suppressed findings left out', () => {
  expect(github(everything, plain).split('\n')).toEqual([
    '::error file=broken.yaml,line=2,col=3,title=cannot be read::a tab cannot indent',
    '::notice file=folder/a b.yaml,line=1,col=1,title=unused-suppression::about no object',
    '::error file=web.yaml,line=5,col=1,title=unknown-field::spec: a < b & "c", 100%25%0Asecond line',
    '::warning file=web.yaml,line=10,col=11,title=latest-tag::spec.template.spec.containers[0].image: image nginx:latest: whatever is newest will run',
    '',
  ]);
});

test('properties escape their separators', () => {
  const finding = { ...misspelt, location: { file: 'C:\\a,b%.yaml', line: 1, column: 1 }, message: 'x\r\n::error::y' };
  expect(github(reportOf([finding]), plain)).toBe(
    '::error file=C%3A\\a%2Cb%25.yaml,line=1,col=1,title=unknown-field::spec: x%0D%0A::error::y\n',
  );
});

test('a name stays on its line also where the runner has unescaped it', () => {
  const finding = { ...misspelt, location: { file: 'a\n::error::b.yaml', line: 1, column: 1 }, message: 'x' };
  expect(github(reportOf([finding]), plain)).toBe(
    '::error file=a\\n%3A%3Aerror%3A%3Ab.yaml,line=1,col=1,title=unknown-field::spec: x\n',
  );
});
