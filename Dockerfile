# Airflow with CoreBooks in it. `docker build .` makes the image that production runs; the target
# `sandbox` has the sandboxes as well. Neither has tests, or what only tests need.
FROM apache/airflow:3.3.2-python3.12 AS base

# The folder, and those for a sandbox's state and for checkpoints of the audit trail: a new volume takes
# its owner from there.
USER root
RUN mkdir -p /opt/corebooks/data /opt/corebooks/checkpoints && chown -R airflow:0 /opt/corebooks
USER airflow
WORKDIR /opt/corebooks

# First what seldom changes, so that a change of the code does not install everything again.
COPY --chown=airflow:0 requirements-image.txt ./
RUN pip install --no-cache-dir --require-hashes -r requirements-image.txt

COPY --chown=airflow:0 pyproject.toml README.md LICENSE sbom.json corebooks.py ./
COPY --chown=airflow:0 include ./include
COPY --chown=airflow:0 dags ./dags
COPY --chown=airflow:0 plugins ./plugins
RUN pip install --no-cache-dir --no-deps -e .

ENV AIRFLOW__CORE__DAGS_FOLDER=/opt/corebooks/dags \
    AIRFLOW__CORE__PLUGINS_FOLDER=/opt/corebooks/plugins

FROM base AS sandbox
COPY --chown=airflow:0 sandbox ./sandbox

FROM base AS production
