exports.rossum_hook_request_handler = (payload) => {
  if (!payload.annotation) process.exit(1); // expect: process-exit
  process.exitCode = 0;
  return { id: process.pid };
};
