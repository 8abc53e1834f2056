// exception: The function failed: Error: this run may not start other programs: /bin/sh (line 5)
// blocked: children child_process.spawn /bin/sh
const { spawn } = require('node:child_process');
exports.rossum_hook_request_handler = () => {
  spawn('sleep 600', { detached: true, shell: true, stdio: 'ignore' }).unref();
  return {};
};
