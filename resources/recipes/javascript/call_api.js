const response = await fetch(payload.annotation.url, {
  headers: { Authorization: `Bearer $${payload.rossum_authorization_token}` },
});
const annotation = await response.json();
