/** What the place has in which these tests run: a file system in memory, and a loopback. */

export const PLACE = '/mnt';
/** The image of the proxy, unpacked. */
export const IMAGE = `${PLACE}/image`;
/** Of the loopback, beside 127.0.0.0/8 and ::1: peers that a request may come from. */
export const ADDRESSES: readonly string[] = ['fd00::1/128', 'fd00::2/128', '192.0.2.1/32'];
