// {"pack": null}
const lodash = require('lodash'); // expect: module-not-in-pack
const fs = require('fs');

exports.rossum_hook_request_handler = () => ({ all: [lodash, fs] });
