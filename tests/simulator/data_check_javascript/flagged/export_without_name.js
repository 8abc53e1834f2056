module.exports = async (payload) => ({ messages: [] }); // expect: no-handler
