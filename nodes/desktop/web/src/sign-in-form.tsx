import { Alert, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useWords } from './words.ts';

interface SignInProps {
  readonly enter: (user: string, password: string) => Promise<void>;
  /** Why the last session ended; empty for none. */
  readonly notice: string;
}

interface Fields {
  readonly user: string;
  readonly password: string;
}

/** The demo's console opens this page with user and password in the fragment, which no server is sent and no log sees. */
function fromFragment(): Partial<Fields> {
  const fragment = new URLSearchParams(window.location.hash.slice(1));
  return { user: fragment.get('user') ?? '', password: fragment.get('password') ?? '' };
}

export function SignInForm({ enter, notice }: SignInProps) {
  const word = useWords();
  const [fault, setFault] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async ({ user, password }: Fields) => {
    setBusy(true);
    setFault('');
    try {
      await enter(user, password);
    } catch (error) {
      setFault((error as Error).message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Form<Fields> className="sign-in" layout="vertical" onFinish={submit} initialValues={fromFragment()}>
      {(fault || notice) && <Alert type={fault ? 'error' : 'info'} title={fault || notice} showIcon />}
      <Form.Item name="user" label={word('user')} rules={[{ required: true }]}>
        <Input autoFocus autoComplete="username" size="large" />
      </Form.Item>
      <Form.Item name="password" label={word('password')} rules={[{ required: true }]}>
        <Input.Password autoComplete="current-password" size="large" />
      </Form.Item>
      <Button type="primary" htmlType="submit" size="large" loading={busy} block>
        {word('signIn')}
      </Button>
    </Form>
  );
}
