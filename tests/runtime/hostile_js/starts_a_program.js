// exception: The function failed: Error: this run may not start other programs: touch (line 4)
// blocked: children child_process.execFileSync touch
const { execFileSync } = require('node:child_process');
exports.rossum_hook_request_handler = ({ project }) => execFileSync('touch', [`${project}/made`]);
