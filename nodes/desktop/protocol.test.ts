import { join } from 'node:path';
import { loadSync } from '@grpc/proto-loader';
import { describe, expect, it } from 'vitest';
import { desktopCommandSchema, desktopEventSchema } from './protocol.ts';

interface MessageType {
  readonly field: readonly { readonly name: string; readonly type: string; readonly typeName: string }[];
}

const contract = loadSync(join(import.meta.dirname, '../../proto/agent.proto'), { keepCase: false });

/** Field names of a message of agent.proto, in camel case, and the messages of its fields. */
function fieldsOf(message: string): Map<string, string> {
  const { field } = (contract[`tandem.v1.${message}`] as unknown as { type: MessageType }).type;
  return new Map(field.map(({ name, typeName }) => [camel(name), typeName]));
}

function camel(name: string): string {
  return name.replace(/_(\w)/g, (_whole, letter: string) => letter.toUpperCase());
}

describe('the desktop protocol and agent.proto', () => {
  it('name the same commands with the same fields', () => {
    const members = fieldsOf('DesktopCommand');
    members.delete('number');
    for (const option of desktopCommandSchema.options) {
      const { type, number, ...fields } = option.shape;
      const member = members.get(type.value);
      expect(member, type.value).toBeDefined();
      expect(Object.keys(fields).sort(), type.value).toEqual([...fieldsOf(member!).keys()].sort());
      expect(number).toBeDefined();
      members.delete(type.value);
    }
    expect([...members.keys()]).toEqual([]);
  });

  it('name the same events with the same fields', () => {
    const members = fieldsOf('DesktopEvent');
    for (const option of desktopEventSchema.options) {
      const { type, ...fields } = option.shape;
      const member = members.get(type.value);
      expect(member, type.value).toBeDefined();
      expect(Object.keys(fields).sort(), type.value).toEqual([...fieldsOf(member!).keys()].sort());
      members.delete(type.value);
    }
    expect([...members.keys()]).toEqual([]);
  });
});
