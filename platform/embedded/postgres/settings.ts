/**
 * How the embedded PostgreSQL is tuned: little memory, its Unix socket and no network, every commit
 * on disk before it is answered, SERIALIZABLE unless somebody asks for less.
 */
export function serverSettings(socketFolder: string, connections_max: number): Record<string, string> {
  return {
    listen_addresses: '',
    unix_socket_directories: socketFolder,
    unix_socket_permissions: '0700',
    max_connections: String(connections_max),
    shared_buffers: '48MB',
    work_mem: '4MB',
    maintenance_work_mem: '32MB',
    max_wal_size: '256MB',
    min_wal_size: '32MB',
    wal_level: 'minimal',
    max_wal_senders: '0',
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    default_transaction_isolation: 'serializable',
    max_pred_locks_per_transaction: '256',
    // A background process for each of these costs memory and gains nothing at this size.
    io_method: 'sync',
    max_worker_processes: '1',
    max_parallel_workers: '0',
    max_logical_replication_workers: '0',
    autovacuum_max_workers: '1',
    jit: 'off',
    idle_in_transaction_session_timeout: '30s',
    log_min_messages: 'warning',
    log_min_error_statement: 'panic',
    logging_collector: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
  };
}

export function asArguments(settings: Record<string, string>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
