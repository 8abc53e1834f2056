// exception: The function failed: Error: this run may not start other programs: a thread (line 4)
// blocked: children worker_threads.Worker a thread
const { Worker } = require('node:worker_threads');
exports.rossum_hook_request_handler = () => new Worker('for (;;);', { eval: true });
