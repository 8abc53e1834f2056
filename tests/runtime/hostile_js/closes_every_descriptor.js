// crashed: 
const { closeSync } = require('node:fs');
exports.rossum_hook_request_handler = () => {
  for (let fd = 0; fd < 1024; fd++) {
    try { closeSync(fd); } catch {}
  }
  return {};
};
