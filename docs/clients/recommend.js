// Recommends by EMKD Server from Node.js:
//   npm install @grpc/grpc-js @grpc/proto-loader google-proto-files
//   node recommend.js PROTO_FOLDER HOST:PORT MODEL USER
// PROTO_FOLDER is proto/src/main/proto of the server's repository, or a copy of it.
const fs = require('fs');
const path = require('path');
const grpc = require('@grpc/grpc-js');
const protoLoader = require('@grpc/proto-loader');

const [protos, target, model, user] = process.argv.slice(2);

const definition = protoLoader.loadSync('emkd/v1/recommendation_service.proto', {
  // The second has what the protocol imports of Google's.
  includeDirs: [protos, path.dirname(require.resolve('google-proto-files/package.json'))],
  keepCase: true,
  longs: String,
  enums: String,
});
const { emkd } = grpc.loadPackageDefinition(definition);

// With TLS and a token where the environment names their files, as it does for the command line.
const { EMKD_TLS_CA: ca, EMKD_TOKEN_FILE: tokenFile } = process.env;
const credentials = ca
  ? grpc.credentials.createSsl(fs.readFileSync(ca))
  : grpc.credentials.createInsecure();
const headers = new grpc.Metadata();
if (tokenFile) {
  headers.set('authorization', `Bearer ${fs.readFileSync(tokenFile, 'utf8').trim()}`);
}

const service = { service: 'emkd.v1.RecommendationService' };
const client = new emkd.v1.RecommendationService(target, credentials, {
  'grpc.max_receive_message_length': 64 * 1024 * 1024,
  'grpc.service_config': JSON.stringify({
    methodConfig: [
      {
        name: ['Recommend', 'BatchRecommend', 'SimilarItems', 'Encode'].map((method) => ({ ...service, method })),
        retryPolicy: {
          maxAttempts: 5,
          initialBackoff: '0.2s',
          maxBackoff: '3s',
          backoffMultiplier: 2.5,
          retryableStatusCodes: ['UNAVAILABLE', 'RESOURCE_EXHAUSTED'],
        },
      },
    ],
  }),
});

const deadline = Date.now() + 10_000;
client.Recommend({ model, user_id: user, count: 5 }, headers, { deadline }, (error, response) => {
  if (error) {
    console.error(`${grpc.status[error.code]}: ${error.details}`);
    process.exitCode = 1;
  } else {
    for (const item of response.items) {
      console.log(item.item_id, item.score);
    }
  }
  client.close();
});
