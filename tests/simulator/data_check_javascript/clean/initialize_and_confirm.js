exports.rossum_hook_request_handler = async (payload) => {
  switch (payload.action) {
    case 'initialize':
      return { automation_blockers: [{ content: 'A person has to look at this' }], messages: [] };
    case 'confirm':
      return { messages: [{ type: 'error', content: 'Not on a Sunday' }] };
    default:
      return {};
  }
};
