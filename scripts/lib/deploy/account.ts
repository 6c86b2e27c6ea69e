import awsLite from '@aws-lite/client';
import * as v from 'valibot';
import { Problem } from '../root.ts';

/** An existing CloudFormation stack. */
interface Stack {
  status: string;
  outputs: ReadonlyMap<string, string>;
}

/** Our requests to an AWS account, before and after Architect uses it. A failed request throws a Problem. */
export interface Account {
  region: string;
  /** A decrypted parameter of SSM; undefined if it does not exist. */
  parameter(name: string): Promise<string | undefined>;
  /** Stores an encrypted parameter. @returns false, and writes nothing, if it exists and `replace` is false */
  storeParameter(name: string, value: string, replace: boolean): Promise<boolean>;
  stack(name: string): Promise<Stack | undefined>;
}

const Parameter = v.object({ Parameter: v.object({ Value: v.string() }) });
const Output = v.object({ OutputKey: v.string(), OutputValue: v.pipe(v.unknown(), v.transform(String)) });
/** In parsed XML, a list of one item looks like the item, and an empty list looks like an empty text. */
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

/** Gets keys from single sign-on, a role or a credential process. Architect reads only keys. */
export const getKeys = 'eval "$(aws configure export-credentials --format env)"';

export const reasonOf = (error: unknown) =>
  String(error instanceof Error ? error.message : error).replace(/^@aws-lite\/client: /, '');

const unexpected = (error: unknown) =>
  new Problem(`A request to AWS failed: ${reasonOf(error)}. If the keys are the reason, run: ${getKeys}`);

const hasCode = (error: unknown, code: string) => error instanceof Error && 'code' in error && error.code === code;

const Client = v.object({ config: v.object({ region: v.string() }) });

/** The region of the environment or the profile. @throws Error if neither has a region */
export async function findRegion(profile: string | undefined): Promise<string> {
  const anybody = { accessKeyId: 'nobody', secretAccessKey: 'nobody' };
  const client = await awsLite({ ...anybody, ...(profile && { profile }) });
  return v.parse(Client, { config: Reflect.get(client, 'config') }).config.region;
}

/** @throws Error if the credentials or the profile are missing */
export async function openAccount({
  region,
  profile,
}: {
  region: string;
  profile: string | undefined;
}): Promise<Account> {
  // Architect's own client, so that it finds the same credentials as `arc deploy`.
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
