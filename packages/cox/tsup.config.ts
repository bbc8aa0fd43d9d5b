import { bundledInBuild } from "../../bundled-source.js";
import { library } from "../../tsup.config.base.js";

export default library({
  entry: ["src/index.ts", "src/async.ts"],
  // Names of Node's modules are left as they are written.
  removeNodeProtocol: false,
  esbuildPlugins: [bundledInBuild],
});
