// exception: The function failed: Error: this run may use only the files in its own folder: {project} (line 4)
// blocked: files fs.rmSync {project}
const fs = require('node:fs');
exports.rossum_hook_request_handler = ({ project }) => fs.rmSync(project, { recursive: true, force: true });
