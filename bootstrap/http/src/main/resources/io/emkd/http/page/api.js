'use strict';
// Calls of the server: JSON over HTTP, and gRPC-Web with JSON for streams.

class CallError extends Error {
  constructor(httpStatus, status) {
    super(status.message || `HTTP ${httpStatus}`);
    this.httpStatus = httpStatus;
    this.code = status.code;
  }
}

function headers(more) {
  const token = sessionStorage.getItem('token');
  return { ...more, ...(token ? { authorization: `Bearer ${token}` } : {}) };
}

async function call(method, path, body) {
  const response = await fetch(path, {
    method,
    headers: headers(body === undefined ? {} : { 'content-type': 'application/json' }),
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  let answer = {};
  try {
    answer = JSON.parse(text);
  } catch {
    answer = { message: text.slice(0, 300) };
  }
  if (!response.ok) {
    throw new CallError(response.status, answer);
  }
  return answer;
}

const get = (path, parameters = {}) => {
  const query = new URLSearchParams(parameters).toString();
  return call('GET', query ? `${path}?${query}` : path);
};
const post = (path, body = {}) => call('POST', path, body);
const segment = encodeURIComponent;

// Every page of a list.
async function all(path, field, parameters = {}) {
  const found = [];
  let token = '';
  do {
    const page = await get(path, { ...parameters, ...(token ? { page_token: token } : {}) });
    found.push(...page[field]);
    token = page.next_page_token;
  } while (token && found.length < 10000);
  return found;
}

// Tells each message of a streaming method as it comes; ends with the stream, or when signalled.
async function stream(method, request, tell, signal) {
  const json = new TextEncoder().encode(JSON.stringify(request));
  const frame = new Uint8Array(5 + json.length);
  new DataView(frame.buffer).setUint32(1, json.length);
  frame.set(json, 5);
  const response = await fetch(`/emkd.v1.${method}`, {
    method: 'POST',
    headers: headers({ 'content-type': 'application/grpc-web+json' }),
    body: frame,
    signal,
  });
  checkGrpc(response.status, response.headers.get('grpc-status'), response.headers.get('grpc-message'));
  const reader = response.body.getReader();
  let kept = new Uint8Array(0);
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return;
    }
    const bytes = new Uint8Array(kept.length + value.length);
    bytes.set(kept);
    bytes.set(value, kept.length);
    kept = bytes;
    for (;;) {
      const length = kept.length < 5 ? Infinity : new DataView(kept.buffer, kept.byteOffset).getUint32(1);
      if (kept.length < 5 + length) {
        break;
      }
      const text = new TextDecoder().decode(kept.subarray(5, 5 + length));
      if (kept[0] & 0x80) {
        const trailers = Object.fromEntries(text.trim().split(/\r?\n/).map((line) => {
          const colon = line.indexOf(':');
          return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
        }));
        checkGrpc(response.status, trailers['grpc-status'], trailers['grpc-message']);
      } else {
        tell(JSON.parse(text));
      }
      kept = kept.slice(5 + length);
    }
  }
}

function checkGrpc(httpStatus, code, message) {
  if (httpStatus !== 200 || (code && code !== '0')) {
    throw new CallError(code === '16' ? 401 : httpStatus, {
      code: Number(code),
      message: decodeURIComponent(message || `HTTP ${httpStatus}`),
    });
  }
}
