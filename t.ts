import { readFileSync } from 'node:fs'; import { validate } from './lib/validate/validate';
const r=validate([{name:'base.yaml',text:()=>readFileSync('bench/validate/base.yaml','utf8')}]); console.log(r);
