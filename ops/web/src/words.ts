import { createContext, useContext } from 'react';

export type Language = 'en' | 'zh';

/** Every word of the console, twice. A key that lacks one of the two does not compile. */
const words = {
  title: { en: 'Operations', zh: '运营控制台' },
  live: { en: 'live', zh: '实时' },
  connecting: { en: 'connecting', zh: '连接中' },
  lost: { en: 'connection lost, trying again', zh: '连接中断，正在重连' },
  dataAge: { en: 'data age', zh: '数据时延' },
  callIn: { en: 'Call in', zh: '来电' },
  callInHint: {
    en: 'A caller dials the front desk and waits in the queue until you answer as its agent.',
    zh: '一位来电者拨打前台并排队等候，直到您以座席身份接听。',
  },
  beAgent: { en: 'Be the agent', zh: '当座席' },
  beAgentHint: { en: 'Opens an agent desktop of the front desk.', zh: '打开前台座席桌面。' },
  loseSite: { en: 'Lose Shanghai', zh: '上海失效' },
  loseSiteHint: {
    en: 'Kills the router and the node of the site (kill -9). Calls there are cut; new ones go elsewhere.',
    zh: '强制结束该站点的路由器与节点进程；该站点通话中断，新来电转往其他站点。',
  },
  loseConfirm: { en: 'Kill this site now?', zh: '立即使该站点失效？' },
  restoreSite: { en: 'Bring back', zh: '恢复' },
  yes: { en: 'Yes, lose it', zh: '确定' },
  no: { en: 'No', zh: '取消' },
  carriers: { en: 'Carriers', zh: '运营商' },
  routers: { en: 'Routers', zh: '路由器' },
  sites: { en: 'Sites', zh: '站点' },
  up: { en: 'up', zh: '正常' },
  silent: { en: 'silent', zh: '无响应' },
  down: { en: 'down', zh: '失效' },
  offered: { en: 'Offered', zh: '呼入' },
  answered: { en: 'Answered', zh: '接通' },
  abandoned: { en: 'Abandoned', zh: '放弃' },
  failed: { en: 'Failed', zh: '失败' },
  waiting: { en: 'Waiting', zh: '排队' },
  talking: { en: 'Talking', zh: '通话' },
  serviceLevel: { en: 'Service level', zh: '服务水平' },
  meanAnswer: { en: 'Speed of answer', zh: '平均应答' },
  cut: { en: 'Cut', zh: '中断' },
  calledAgain: { en: 'Called again', zh: '重新呼入' },
  perMinute: { en: 'per minute', zh: '每分钟' },
  decisions: { en: 'Routing decisions', zh: '路由决策' },
  noDecisions: { en: 'No call has come yet. Press “Call in”.', zh: '尚无来电，请点击“来电”。' },
  calls: { en: 'Calls in flight', zh: '进行中的呼叫' },
  noCalls: { en: 'No call at the moment.', zh: '目前没有呼叫。' },
  caller: { en: 'Caller', zh: '主叫' },
  dialed: { en: 'Dialed', zh: '被叫' },
  stage: { en: 'Stage', zh: '阶段' },
  where: { en: 'Where', zh: '位置' },
  since: { en: 'For', zh: '时长' },
  agent: { en: 'Agent', zh: '座席' },
  agents: { en: 'Agents', zh: '座席' },
  queue: { en: 'Queue', zh: '队列' },
  ready: { en: 'ready', zh: '空闲' },
  queued: { en: 'queued', zh: '排队' },
  expectedDelay: { en: 'Expected delay', zh: '预计等待' },
  inFlight: { en: 'In flight', zh: '在途' },
  age: { en: 'Age', zh: '时延' },
  why: { en: 'Why not', zh: '落选原因' },
  chosen: { en: 'chosen', zh: '选中' },
  byDefault: { en: 'default route', zh: '默认路由' },
  took: { en: 'decided in', zh: '决策用时' },
  trend: { en: 'Last five minutes', zh: '最近五分钟' },
  routed: { en: 'routed', zh: '已路由' },
  arrived: { en: 'greeting', zh: '问候' },
  ringing: { en: 'ringing', zh: '振铃' },
  held: { en: 'on hold', zh: '保持' },
  ended: { en: 'ended', zh: '结束' },
  'logged-out': { en: 'logged out', zh: '签出' },
  'not-ready': { en: 'not ready', zh: '示忙' },
  reserved: { en: 'reserved', zh: '预占' },
  hold: { en: 'hold', zh: '保持' },
  'work-ready': { en: 'after-call work', zh: '话后处理' },
  'work-not-ready': { en: 'after-call work, then not ready', zh: '话后处理，随后示忙' },
  router: { en: 'router', zh: '路由器' },
  site: { en: 'Site', zh: '站点' },
  place: { en: 'place', zh: '第' },
  waitingForData: { en: 'Waiting for the first picture of the cluster…', zh: '正在等待集群的首帧数据…' },
} as const satisfies Record<string, Record<Language, string>>;

export type Word = keyof typeof words;

export const LanguageContext = createContext<Language>('en');

export function useWords(): (word: Word) => string {
  const language = useContext(LanguageContext);
  return (word) => words[word][language];
}

const siteNames: Readonly<Record<string, string>> = { beijing: '北京', shanghai: '上海', guangzhou: '广州' };

export function useSiteName(): (site: string) => string {
  const language = useContext(LanguageContext);
  return (site) =>
    language === 'zh' ? (siteNames[site] ?? site) : site.charAt(0).toUpperCase() + site.slice(1);
}

/** `0.2 s`, `14 s`, `3:05`. */
export function formatDuration(ms: number): string {
  if (ms < 0) return '–';
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms < 60_000) return `${Math.floor(ms / 1000)} s`;
  return `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, '0')}`;
}
