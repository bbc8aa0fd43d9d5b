import { library } from "../../tsup.config.base.js";

export default library({ noExternal: [/^@stdlib\//], sourcemap: false });
