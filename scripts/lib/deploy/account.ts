import awsLite from '@aws-lite/client';
import * as v from 'valibot';
import { Problem } from '../root.ts';

/** What is known of a stack that is there. */
interface Stack {
  status: string;
  outputs: ReadonlyMap<string, string>;
}

/** The little that is asked of an AWS account before and after Architect works with it. All of it throws a Problem. */
export interface Account {
  region: string;
  /** A parameter of SSM, decrypted; undefined where there is none. */
  parameter(name: string): Promise<string | undefined>;
  /** Stores it encrypted. False, and nothing is written, where there is one and it is not to be replaced. */
  storeParameter(name: string, value: string, replace: boolean): Promise<boolean>;
  stack(name: string): Promise<Stack | undefined>;
}

const Parameter = v.object({ Parameter: v.object({ Value: v.string() }) });
const Output = v.object({ OutputKey: v.string(), OutputValue: v.pipe(v.unknown(), v.transform(String)) });
/** XML does not tell one of something from a list of one, nor an empty list from an empty text. */
const Outputs = v.union([
  v.pipe(
    v.object({ member: v.array(Output) }),
    v.transform(({ member }) => member),
  ),
  v.pipe(
    v.object({ member: Output }),
    v.transform(({ member }) => [member]),
  ),
  v.pipe(
    v.literal(''),
    v.transform(() => []),
  ),
]);
const Stacks = v.object({
  DescribeStacksResult: v.object({
    Stacks: v.object({ member: v.object({ StackStatus: v.string(), Outputs: v.optional(Outputs, '') }) }),
  }),
});

/** Single sign-on, a role and a credential process all come down to this; Architect reads no more than keys. */
export const getKeys = 'eval "$(aws configure export-credentials --format env)"';

export const reasonOf = (error: unknown) =>
  String(error instanceof Error ? error.message : error).replace(/^@aws-lite\/client: /, '');

const unexpected = (error: unknown) =>
  new Problem(`AWS does not answer as it should: ${reasonOf(error)}. If it is about the keys, run: ${getKeys}`);

const hasCode = (error: unknown, code: string) => error instanceof Error && 'code' in error && error.code === code;

const Client = v.object({ config: v.object({ region: v.string() }) });

/** The region of the environment or the profile. @throws Error where neither has one */
export async function findRegion(profile: string | undefined): Promise<string> {
  const anybody = { accessKeyId: 'nobody', secretAccessKey: 'nobody' };
  const client = await awsLite({ ...anybody, ...(profile && { profile }) });
  return v.parse(Client, { config: Reflect.get(client, 'config') }).config.region;
}

/** @throws Error where there are no credentials, or no such profile */
export async function openAccount({
  region,
  profile,
}: {
  region: string;
  profile: string | undefined;
}): Promise<Account> {
  // Architect's own client: what it finds, `arc deploy` finds.
  const aws = await awsLite({ region, ...(profile && { profile }) });

  async function askSsm(action: string, payload: object): Promise<unknown> {
    const headers = { 'x-amz-target': `AmazonSSM.${action}`, 'content-type': 'application/x-amz-json-1.1' };
    return (await aws({ service: 'ssm', awsjson: false, headers, payload })).payload;
  }

  return {
    region,

    async parameter(Name) {
      try {
        return v.parse(Parameter, await askSsm('GetParameter', { Name, WithDecryption: true })).Parameter.Value;
      } catch (error) {
        if (hasCode(error, 'ParameterNotFound')) return undefined;
        throw unexpected(error);
      }
    },

    async storeParameter(Name, Value, Overwrite) {
      try {
        await askSsm('PutParameter', { Name, Value, Type: 'SecureString', Overwrite });
        return true;
      } catch (error) {
        if (hasCode(error, 'ParameterAlreadyExists')) return false;
        throw unexpected(error);
      }
    },

    async stack(StackName) {
      const query = { Action: 'DescribeStacks', Version: '2010-05-15', StackName };
      try {
        const { payload } = await aws({ service: 'cloudformation', query });
        const { StackStatus, Outputs } = v.parse(Stacks, payload).DescribeStacksResult.Stacks.member;
        const outputs = Outputs.map((it) => [it.OutputKey, it.OutputValue] as const);
        return { status: StackStatus, outputs: new Map(outputs) };
      } catch (error) {
        if (error instanceof Error && error.message.includes('does not exist')) return undefined;
        throw unexpected(error);
      }
    },
  };
}
