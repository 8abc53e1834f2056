// exception: The function failed: Error: this run may use only the files in its own folder: {home}/secret.txt (line 4)
// blocked: files fs.readFileSync {home}/secret.txt
const fs = require('node:fs');
exports.rossum_hook_request_handler = ({ home }) => ({ key: fs.readFileSync(`${home}/secret.txt`, 'utf8') });
