/** A restore into a database beside the real one, which is compared and dropped: what its pod does. */
import { PROGRAMS, type Step } from '../parts/transfer-pod';

const FLAG = { name: 'REHEARSAL', value: '1' };

export const REHEARSAL: readonly Step[] = [
  {
    name: 'fetch',
    image: 'mlflow',
    command: ['python', `${PROGRAMS}/rehearse.py`, 'fetch'],
    access: ['database', 'destination', 'keys'],
    env: [FLAG],
  },
  { name: 'load', image: 'postgresql', command: ['bash', `${PROGRAMS}/load.sh`], access: ['database'], env: [FLAG] },
  {
    name: 'compare',
    image: 'mlflow',
    command: ['python', `${PROGRAMS}/rehearse.py`, 'compare'],
    access: ['database', 'destination'],
    env: [FLAG],
  },
];
