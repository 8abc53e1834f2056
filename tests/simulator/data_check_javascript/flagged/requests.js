const https = require('https');
const fetch = require('node-fetch');

const load = async (url) => {
  const response = await fetch(url);
  return response.json();
};

exports.rossum_hook_request_handler = async ({ annotation: { content }, settings }) => {
  const answer = fetch(settings.url); // expect: request-not-awaited
  if (!answer.ok) {
    fetch(settings.alarm); // expect: request-not-awaited
  }
  const body = await fetch(settings.url).json(); // expect: request-not-awaited
  const later = fetch(settings.url);
  for (const section of content) {
    await load(`${settings.url}/${section.id}`); // expect: request-in-loop
  }
  await Promise.all(content.map((section) => fetch(`${settings.url}/${section.id}`))); // expect: request-in-loop
  content.forEach((section) => {
    https.get(`${settings.url}/${section.id}`); // expect: request-in-loop
  });
  for (const section of await load(settings.url)) console.log(section.id);
  return { body, last: await later };
};
