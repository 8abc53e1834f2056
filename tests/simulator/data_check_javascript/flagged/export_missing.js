function rossum_hook_request_handler(payload) { // expect: no-handler
  return {};
}
