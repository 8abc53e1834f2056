// exception: The function failed: Error: EFBIG: file too large, write (line 6)
const fs = require('node:fs');
exports.rossum_hook_request_handler = () => {
  const file = fs.openSync('big', 'w');
  const chunk = Buffer.alloc(1024 * 1024);
  for (;;) fs.writeSync(file, chunk);
};
