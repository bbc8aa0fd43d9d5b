import { library } from "../../tsup.config.base.js";

// @stdlib is inlined, so that a consumer installs none of its 200 packages. Two of its functions trace their steps with
// `debug`, which has no place in a library: it is replaced by a function that does nothing.
export default library({
  noExternal: [/^@stdlib\//, "debug"],
  sourcemap: false,
  esbuildPlugins: [
    {
      name: "no-debug",
      setup(build) {
        build.onResolve({ filter: /^debug$/ }, () => ({ path: "debug", namespace: "no-debug" }));
        build.onLoad({ filter: /.*/, namespace: "no-debug" }, () => ({ contents: "module.exports = () => () => {};" }));
      },
    },
  ],
});
