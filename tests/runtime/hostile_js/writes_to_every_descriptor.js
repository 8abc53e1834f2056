// ok: Completed in
const { writeSync } = require('node:fs');
exports.rossum_hook_request_handler = () => {
  for (let fd = 1; fd < 1024; fd++) {
    try { writeSync(fd, 'junk\n'); } catch {}
  }
  return {};
};
