import { setTimeout as delay } from 'node:timers/promises';
import awsLite from '@aws-lite/client';
import * as v from 'valibot';
import { Problem } from '../root.ts';
import { codeOf, requestProblem } from './aws-error.ts';

/** An existing CloudFormation stack. */
interface Stack {
  status: string;
  outputs: ReadonlyMap<string, string>;
  /** The beginning of its last change, in milliseconds since 1970. */
  changedAt: number;
}

/** A decrypted parameter of SSM. */
interface Parameter {
  value: string;
  /** In milliseconds since 1970. */
  changedAt: number;
}

/** Our requests to an AWS account, before and after Architect uses it. A failed request throws a Problem. */
export interface Account {
  region: string;
  /** Undefined if it does not exist. */
  parameter(name: string): Promise<Parameter | undefined>;
  /** Stores an encrypted parameter. @returns false, and writes nothing, if it exists and `replace` is false */
  storeParameter(name: string, value: string, replace: boolean): Promise<boolean>;
  /** Deletes a parameter, if it exists. */
  removeParameter(name: string): Promise<void>;
  stack(name: string): Promise<Stack | undefined>;
}

/** The time is in seconds. */
const FoundParameter = v.object({
  Parameter: v.object({ Value: v.string(), LastModifiedDate: v.optional(v.number(), 0) }),
});
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
/** Architect's client makes a Date of a time with milliseconds. */
const Time = v.pipe(
  v.union([v.date(), v.pipe(v.string(), v.toDate())]),
  v.transform((it) => it.getTime()),
);
const Stacks = v.object({
  DescribeStacksResult: v.object({
    Stacks: v.object({
      member: v.object({
        StackStatus: v.string(),
        Outputs: v.optional(Outputs, ''),
        CreationTime: Time,
        LastUpdatedTime: v.optional(Time),
      }),
    }),
  }),
});

const Client = v.object({ config: v.object({ region: v.string() }) });

/** The region of the environment or the profile. @throws Error if neither has a region */
export async function findRegion(profile: string | undefined): Promise<string> {
  const anybody = { accessKeyId: 'nobody', secretAccessKey: 'nobody' };
  const client = await awsLite({ ...anybody, ...(profile && { profile }) });
  return v.parse(Client, { config: Reflect.get(client, 'config') }).config.region;
}

/** Architect's client would wait for minutes on a network that drops every packet. */
const defaultPatienceMs = 20_000;

/** @throws Error if the credentials or the profile are missing */
export async function openAccount({
  region,
  profile,
  patienceMs = defaultPatienceMs,
}: {
  region: string;
  profile: string | undefined;
  patienceMs?: number;
}): Promise<Account> {
  // Architect's own client, so that it finds the same credentials as `arc deploy`.
  const aws = await awsLite({ region, ...(profile && { profile }) });

  const unexpected = (error: unknown) => new Problem(requestProblem(error, region));

  async function ask(request: Parameters<typeof aws>[0]): Promise<unknown> {
    const late = delay(patienceMs, undefined, { ref: false }).then(() => Promise.reject(new Error('no answer')));
    return (await Promise.race([aws(request), late])).payload;
  }

  async function askSsm(action: string, payload: object): Promise<unknown> {
    const headers = { 'x-amz-target': `AmazonSSM.${action}`, 'content-type': 'application/x-amz-json-1.1' };
    return ask({ service: 'ssm', awsjson: false, headers, payload });
  }

  return {
    region,

    async parameter(Name) {
      try {
        const found = v.parse(FoundParameter, await askSsm('GetParameter', { Name, WithDecryption: true })).Parameter;
        return { value: found.Value, changedAt: found.LastModifiedDate * 1000 };
      } catch (error) {
        if (codeOf(error) === 'ParameterNotFound') return undefined;
        throw unexpected(error);
      }
    },

    async storeParameter(Name, Value, Overwrite) {
      try {
        await askSsm('PutParameter', { Name, Value, Type: 'SecureString', Overwrite });
        return true;
      } catch (error) {
        if (codeOf(error) === 'ParameterAlreadyExists') return false;
        throw unexpected(error);
      }
    },

    async removeParameter(Name) {
      try {
        await askSsm('DeleteParameter', { Name });
      } catch (error) {
        if (codeOf(error) !== 'ParameterNotFound') throw unexpected(error);
      }
    },

    async stack(StackName) {
      const query = { Action: 'DescribeStacks', Version: '2010-05-15', StackName };
      try {
        const answer = await ask({ service: 'cloudformation', query });
        const found = v.parse(Stacks, answer).DescribeStacksResult.Stacks.member;
        const { StackStatus: status, Outputs, CreationTime, LastUpdatedTime = CreationTime } = found;
        const outputs = new Map(Outputs.map((it) => [it.OutputKey, it.OutputValue] as const));
        return { status, outputs, changedAt: LastUpdatedTime };
      } catch (error) {
        if (error instanceof Error && error.message.includes('does not exist')) return undefined;
        throw unexpected(error);
      }
    },
  };
}
