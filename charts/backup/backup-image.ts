/** The image whose pg_dump is used: PostgreSQL's own, unless the values name another. */
import { choose, notEmpty, or } from '../../lib/expr/function';
import { named } from '../../lib/expr/vocabulary';
import type { Values } from '../../values/schema';
import type { ImageProps } from '../parts/image';

export function backupImage({ backup, postgresql }: Values): ImageProps {
  const { repository, tag, digest, pullPolicy } = backup.image;
  const own = or(notEmpty(tag), notEmpty(digest));
  return {
    repository: named('backup.imageRepository', choose(notEmpty(repository), repository, postgresql.image.repository)),
    tag: named('backup.imageTag', choose(own, tag, postgresql.image.tag)),
    digest: named('backup.imageDigest', choose(own, digest, postgresql.image.digest)),
    pullPolicy,
  };
}
