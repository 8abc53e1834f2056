// exception: The function failed: Error: this run may use only the files in its own folder: /proc/{host}/environ (line 4)
// blocked: files fs.readFileSync /proc/{host}/environ
const fs = require('node:fs');
exports.rossum_hook_request_handler = ({ host }) => ({ environ: fs.readFileSync(`/proc/${host}/environ`, 'latin1') });
