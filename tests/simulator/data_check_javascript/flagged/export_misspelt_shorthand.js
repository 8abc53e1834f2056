async function rossum_hook_handler(payload) {
  return {};
}

module.exports = { rossum_hook_handler }; // expect: no-handler
