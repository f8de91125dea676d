import { createContext, useContext } from 'react';

export type Language = 'en' | 'zh';

const words = {
  title: { en: 'Agent desktop', zh: '座席桌面' },
  user: { en: 'Agent', zh: '工号' },
  password: { en: 'Password', zh: '密码' },
  signIn: { en: 'Sign in', zh: '签入' },
  signOut: { en: 'Sign out', zh: '签出' },
  goReady: { en: 'Ready', zh: '示闲' },
  goNotReady: { en: 'Not ready', zh: '示忙' },
  answer: { en: 'Answer', zh: '接听' },
  hangUp: { en: 'Hang up', zh: '挂机' },
  hold: { en: 'Hold', zh: '保持' },
  retrieve: { en: 'Retrieve', zh: '取回' },
  'logged-out': { en: 'Logged out', zh: '已签出' },
  'not-ready': { en: 'Not ready', zh: '示忙' },
  ready: { en: 'Ready', zh: '空闲' },
  reserved: { en: 'Reserved', zh: '预占' },
  ringing: { en: 'Ringing', zh: '振铃' },
  talking: { en: 'Talking', zh: '通话中' },
  onHold: { en: 'On hold', zh: '保持中' },
  'work-ready': { en: 'After-call work', zh: '话后处理' },
  'work-not-ready': { en: 'After-call work, then not ready', zh: '话后处理，随后示忙' },
  noPhone: {
    en: 'Your phone is not registered: no call can come. Check its account and network.',
    zh: '您的话机未注册，无法接收来电。请检查话机账号与网络。',
  },
  provisional: { en: 'signed in without the cluster’s confirmation', zh: '临时签入（未获集群确认）' },
  caller: { en: 'Caller', zh: '主叫' },
  dialed: { en: 'Dialed', zh: '被叫' },
  queue: { en: 'Queue', zh: '队列' },
  waited: { en: 'Waited', zh: '已等待' },
  customer: { en: 'Customer', zh: '客户' },
  asking: { en: 'looking up…', zh: '查询中…' },
  unknownCustomer: { en: 'unknown customer', zh: '未知客户' },
  noCall: {
    en: 'No call. When one comes, the caller is shown here before your phone rings.',
    zh: '暂无来电。来电时，振铃前即显示客户资料。',
  },
  figures: { en: 'Today', zh: '今日' },
  handled: { en: 'handled', zh: '已接' },
  rona: { en: 'unanswered', zh: '未应答' },
  meanTalk: { en: 'mean talk', zh: '平均通话' },
  signedInFor: { en: 'signed in', zh: '签入时长' },
  waiting: { en: 'waiting', zh: '等待' },
  longest: { en: 'longest', zh: '最长' },
  readyAgents: { en: 'ready', zh: '空闲' },
  keys: {
    en: 'Keys: F2 ready / not ready, F4 answer, F6 hold / retrieve, F8 hang up',
    zh: '快捷键：F2 示闲/示忙，F4 接听，F6 保持/取回，F8 挂机',
  },
  reconnecting: { en: 'Connection lost; trying again…', zh: '连接中断，正在重连…' },
} as const satisfies Record<string, Record<Language, string>>;

export type Word = keyof typeof words;
export const LanguageContext = createContext<Language>('en');

export function useWords(): (word: Word) => string {
  const language = useContext(LanguageContext);
  return (word) => words[word][language];
}

/** `0:07`, `12:31`. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
