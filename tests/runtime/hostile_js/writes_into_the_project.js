// exception: The function failed: Error: this run may use only the files in its own folder: {project}/hook.js (line 4)
// blocked: files fs.promises.writeFile {project}/hook.js
const fs = require('node:fs/promises');
exports.rossum_hook_request_handler = async ({ project }) => fs.writeFile(`${project}/hook.js`, '');
