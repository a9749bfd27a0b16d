memory=$(( MEMORY_MIB > 256 ? MEMORY_MIB : 256 ))
exec docker-entrypoint.sh postgres \
  -c listen_addresses='*' \
  -c max_connections="$MAX_CONNECTIONS" \
  -c shared_buffers="$(( memory / 4 ))MB" \
  -c effective_cache_size="$(( memory * 3 / 4 ))MB" \
  -c maintenance_work_mem="$(( memory / 16 ))MB" \
  -c work_mem="$(( memory * 1024 / 2 / MAX_CONNECTIONS > 4096 ? memory * 1024 / 2 / MAX_CONNECTIONS : 4096 ))kB" \
  -c password_encryption=scram-sha-256
