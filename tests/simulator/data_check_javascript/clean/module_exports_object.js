const _ = require('lodash');

async function rossum_hook_request_handler(payload) {
  const datapoints = _.flatMap(payload.annotation.content, (section) => section.children);
  const empty = _.filter(datapoints, (datapoint) => _.isEmpty(_.get(datapoint, 'content.value')));
  return { messages: empty.map((datapoint) => ({ id: datapoint.id, type: 'warning', content: 'Empty' })) };
}

module.exports = { rossum_hook_request_handler };
