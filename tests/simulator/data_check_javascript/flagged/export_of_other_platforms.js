exports.handler = async (event, context) => ({ statusCode: 200 }); // expect: no-handler
