/**
 * Jest's environment for Node, in which global names are found as fast as anywhere else. Jest hands its sandbox to
 * `vm.createContext`, and then each `undefined`, `Object` or `Array` of tests and of what they test is looked up through a
 * proxy: checks with many steps took five times as long. An ordinary global object (Node 20.18 and up) does all that the
 * tests need; Jest has no option for it.
 */
import vm from 'node:vm';
import { TestEnvironment } from 'jest-environment-node';

export default class Environment extends TestEnvironment {
  constructor(...args: ConstructorParameters<typeof TestEnvironment>) {
    const { createContext } = vm;
    let contexts = 0;
    vm.createContext = () => {
      contexts += 1;
      return createContext(vm.constants.DONT_CONTEXTIFY);
    };
    try {
      super(...args);
    } finally {
      vm.createContext = createContext;
    }
    if (contexts !== 1)
      throw new Error('Jest makes its context in another way than test/support/environment.ts expects');
  }
}
