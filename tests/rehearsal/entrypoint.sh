#!/usr/bin/env bash
# What /entrypoint of Airflow's image does with what the compose file says: migrate, create the first user,
# then `airflow` with the arguments. (The image's own also waits for connections, which the file turns off.)
set -euo pipefail
if [[ -n "${_AIRFLOW_DB_MIGRATE:-}" ]]; then
  airflow db migrate
fi
if [[ -n "${_AIRFLOW_WWW_USER_CREATE:-}" ]]; then
  airflow users create --username "${_AIRFLOW_WWW_USER_USERNAME:-admin}" --firstname Airflow --lastname Admin \
    --email airflowadmin@example.com --role Admin --password "${_AIRFLOW_WWW_USER_PASSWORD}" || true
fi
case "${1:-}" in
  bash | python) exec "$@" ;;
  airflow) exec "$@" ;;
  *) exec airflow "$@" ;;
esac
