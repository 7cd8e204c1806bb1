# syntax=docker/dockerfile:1
# One image for every process; PLATEMARK_PROCESS says which one a container is. Nothing of it is written at run time.

FROM python:3.11-slim-bookworm AS build
ENV UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1 UV_PYTHON_DOWNLOADS=never
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /srv/platemark
COPY pyproject.toml uv.lock README.md ./
# Neither the embedded servers nor what trains and tests.
RUN uv sync --locked --no-default-groups --extra s3
COPY manage.py ./
COPY reviews_site reviews_site
COPY accounts accounts
COPY restaurants restaurants
COPY analytics analytics
COPY mlmodels mlmodels
COPY privacy_rights privacy_rights
COPY api api
# With the settings that will serve them; the addresses are not used.
RUN DJANGO_SETTINGS_MODULE=reviews_site.settings.production ALLOWED_HOSTS=build PLATEMARK_BASE_URL=https://build \
    IDENTITY_PROVIDER=stripe EMAIL_HOST=build .venv/bin/python manage.py collectstatic --no-input \
    && .venv/bin/python -m compileall -q reviews_site accounts restaurants analytics mlmodels privacy_rights api manage.py \
    # Files have the modes of the clone, which may be closed to others than its owner.
    && chmod -R a+rX .

FROM python:3.11-slim-bookworm
# The trees of the visitors model run on OpenMP; whoever decodes photos is confined by seccomp.
RUN apt-get update && apt-get install --yes --no-install-recommends libgomp1 libseccomp2 && rm -rf /var/lib/apt/lists/*
COPY --from=build --chown=0:0 /srv/platemark /srv/platemark
WORKDIR /srv/platemark
ENV PATH=/srv/platemark/.venv/bin:/usr/local/bin:/usr/bin:/bin \
    LANG=C.UTF-8 TZ=UTC PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=reviews_site.settings.production \
    PLATEMARK_SECRETS=/run/secrets PLATEMARK_VAR=/tmp/platemark PLATEMARK_PROBES=/tmp
# Nobody in particular; docker-compose.yml gives each process a user of its own.
USER 62000:62000
HEALTHCHECK --interval=15s --timeout=10s --start-period=60s --retries=4 CMD ["python", "-m", "reviews_site.deployment.health"]
CMD ["python", "-m", "gunicorn", "--config", "python:reviews_site.deployment.gunicorn", "reviews_site.wsgi:application"]
