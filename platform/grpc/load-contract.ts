import { join } from 'node:path';
import { loadPackageDefinition } from '@grpc/grpc-js';
import { loadSync, type Options } from '@grpc/proto-loader';

const folder = join(import.meta.dirname, '../../proto');

/** The options under which `npm run proto` generates the types: change both together. */
const options: Options = {
  longs: Number,
  enums: String,
  defaults: true,
  oneofs: true,
  includeDirs: [folder],
};

const loaded = new Map<string, unknown>();

/**
 * Loads one contract of `proto/`, once for each process. `Contract` is the `ProtoGrpcType` of the
 * generated file of the same name:
 * `loadContract<ProtoGrpcType>('site').tandem.v1.PeerLinks.service`.
 */
export function loadContract<Contract>(name: string): Contract {
  let contract = loaded.get(name);
  if (contract === undefined) {
    contract = loadPackageDefinition(loadSync(`${name}.proto`, options));
    loaded.set(name, contract);
  }
  return contract as Contract;
}
