# One file for every image: SERVICE says which service goes in; the targets are service (the default), migrate and demo.
# Plain RUN and COPY alone, so that an old builder without a registry can read it.
FROM python:3.13-slim AS tools
RUN pip install --no-cache-dir --root-user-action=ignore "uv>=0.5"
WORKDIR /paddock
COPY pyproject.toml uv.lock ./
# SSL_CERT_FILE: uv trusts what the base image trusts, not a list of its own
ENV UV_CACHE_DIR=/var/cache/uv UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never UV_COMPILE_BYTECODE=1 UV_PYTHON=/usr/local/bin/python3 \
    SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt

FROM tools AS service-packages
ARG SERVICE
# an optional extra of pyproject.toml: otel, uvloop
ARG EXTRA=""
RUN --mount=type=cache,target=/var/cache/uv uv sync --frozen --no-default-groups --group "${SERVICE}" ${EXTRA:+--extra "$EXTRA"} --no-progress

FROM tools AS migrate-packages
RUN --mount=type=cache,target=/var/cache/uv uv sync --frozen --no-default-groups --no-progress

FROM tools AS demo-packages
RUN --mount=type=cache,target=/var/cache/uv uv sync --frozen --no-default-groups --group demo --group comments --group notify --group images --no-progress

FROM python:3.13-slim AS base
RUN groupadd --gid 10001 paddock && useradd --uid 10001 --gid 10001 --home-dir /tmp --no-create-home --shell /usr/sbin/nologin paddock \
 && install -d -o paddock -g paddock -m 0755 /pictures
WORKDIR /paddock
ENV PATH=/paddock/.venv/bin:/usr/local/bin:/usr/bin:/bin PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOME=/tmp
ARG VERSION=unknown
LABEL org.opencontainers.image.title="Paddock" org.opencontainers.image.version="${VERSION}" org.opencontainers.image.licenses="MIT"

# ------------------------------------------------------------------------- the one-shot job
FROM base AS migrate
COPY --from=migrate-packages /paddock/.venv .venv
COPY shared shared
COPY services/__init__.py services/__init__.py
COPY services/comments/migrations services/comments/migrations
COPY services/notify/migrations services/notify/migrations
COPY services/images/migrations services/images/migrations
RUN python -m compileall -q shared
USER paddock
CMD ["python", "-m", "shared.migrate"]

# ------------------------------------ the demo site and the inbox: only in the profile "demo"
FROM base AS demo
COPY --from=demo-packages /paddock/.venv .venv
COPY shared shared
COPY services services
COPY dev dev
RUN python -m compileall -q shared services dev && install -d -o paddock -g paddock .paddock /mails
USER paddock
CMD ["python", "-m", "dev.demo"]

# ------------------------------------------------------------------- one of the three services
FROM base AS service
ARG SERVICE
COPY --from=service-packages /paddock/.venv .venv
COPY shared shared
COPY services/__init__.py services/__init__.py
COPY services/${SERVICE} services/${SERVICE}
RUN python -m compileall -q shared services
ENV SERVICE=${SERVICE}
USER paddock
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["sh", "-c", "exec python -m shared.health $SERVICE"]
ENTRYPOINT ["sh", "-c", "exec python -m services.$SERVICE \"$@\"", "paddock"]
CMD ["serve"]
