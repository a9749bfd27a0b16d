/** KEDA's images have a program each, and nothing else. */
import { keda, kedaImage } from '../addons/keda';
import { goProgram } from './files';
import type { Image } from './image';

export function kedaImages(): readonly Image[] {
  return Object.keys(keda.commands).map((command) => ({
    reference: kedaImage(command),
    standIn: `${keda.name} ${keda.version}, built from its module`,
    layers: [goProgram(keda, '/')],
    config: { entrypoint: [`/${command}`], user: '1000' },
  }));
}
