// ok: Completed in
exports.rossum_hook_request_handler = () => {
  JSON.stringify = Buffer.from = Object.keys = process.reallyExit = null;
  Promise.prototype.then = Array.prototype.push = String.prototype.slice = null;
  return {};
};
