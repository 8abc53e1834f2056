const API_KEY = 'a1b2c3d4e5'; // expect: secret-in-code
const PASSWORD_FIELD = 'sender_password';
const TOKEN_NAME = 'rossum_authorization_token';
const options = {
  clientSecret: 'Gx8!kk21', // expect: secret-in-code
  password: 'your-password-1',
  token: '',
  headers: { Authorization: 'Bearer 0123456789abcdef0123456789abcdef01234567' }, // expect: secret-in-code
};
const SINK = 'https://admin:s3cr3t9@sink.kestrel.test/in'; // expect: secret-in-code

exports.rossum_hook_request_handler = (payload) => {
  console.log(payload); // expect: payload-printed
  console.log(JSON.stringify({ payload }), payload.action); // expect: payload-printed
  console.log('key', payload.secrets.key); // expect: secret-printed
  console.error(`token ${payload.rossum_authorization_token}`); // expect: secret-printed
  console.log(Object.keys(payload.secrets).length, payload.secrets.key ? 'set' : 'not set');
  return { all: [API_KEY, PASSWORD_FIELD, TOKEN_NAME, options, SINK].length };
};
