import type awsLite from '@aws-lite/client';

export type AwsClient = Awaited<ReturnType<typeof awsLite>>;

/** Sends a request to DynamoDB, such as `Query`. @returns the answer @throws the client's error: see aws-error.ts */
export async function askDynamoDb(aws: AwsClient, action: string, payload: object) {
  const headers = { 'x-amz-target': `DynamoDB_20120810.${action}`, 'content-type': 'application/x-amz-json-1.0' };
  return (await aws({ service: 'dynamodb', awsjson: false, headers, payload })).payload;
}
