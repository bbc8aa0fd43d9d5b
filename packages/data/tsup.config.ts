import { library } from "../../tsup.config.base.js";

export default library({ entry: ["src/index.ts", "src/worker.ts"] });
