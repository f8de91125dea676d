import { Option } from 'commander';

/** Every verb that concerns a running cluster finds it in the same way. */
export function dataOption(): Option {
  return new Option('--data <DIR>', 'the data folder of the cluster').default('.tandem');
}
