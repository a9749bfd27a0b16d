/** `true` if two types are the same one, not only assignable to each other: the usual trick of comparing generic functions. */
/* eslint-disable @typescript-eslint/no-unnecessary-type-parameters -- the trick is that they are generic */
export type Equals<One, Other> =
  (<T>() => T extends One ? 1 : 2) extends <T>() => T extends Other ? 1 : 2 ? true : false;
