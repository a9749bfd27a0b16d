/** Programs that run in the cluster are files of their own language; a construct imports one as its text. */
declare module '*.py' {
  const text: string;
  export default text;
}
declare module '*.sh' {
  const text: string;
  export default text;
}
declare module '*.conf' {
  const text: string;
  export default text;
}
declare module '*.njs' {
  const text: string;
  export default text;
}
