// timeout: Timed out (limit 1 s)
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT']) process.on(signal, () => {});
exports.rossum_hook_request_handler = () => new Promise(() => setInterval(() => {}, 1));
