import { bundledInBuild } from "../../bundled-source.js";
import { library } from "../../tsup.config.base.js";

export default library({
  entry: ["src/index.ts", "src/async.ts"],
  esbuildPlugins: [bundledInBuild],
});
