/** Text of a script made of a module and what it imports; the build makes it. */
declare module "*?bundled" {
  const source: string;
  export default source;
}
