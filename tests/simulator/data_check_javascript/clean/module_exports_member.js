'use strict';

module.exports.rossum_hook_request_handler = async function (payload) {
  console.log('Event', payload.event, payload.action);
  return {};
};
