// crashed: The process
const { writeSync } = require('node:fs');
exports.rossum_hook_request_handler = () => {
  const forged = `\x1erossum ${'0'.repeat(32)} result 11\n{"forged":1}`;
  for (let fd = 1; fd < 1024; fd++) {
    try { writeSync(fd, forged); } catch {}
  }
  process.exit();
};
