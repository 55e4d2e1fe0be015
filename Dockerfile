# Two stages: the first has the tools and the lock, the second only what runs.
# The base is the Python that ./check runs on; any other Debian with Python 3.11 or later does.
ARG PYTHON=python:3.11-slim-bookworm

FROM ${PYTHON} AS build
RUN python3 -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
WORKDIR /srv/provstat
# The lock before the source: the packages are a layer that an edit of the source leaves alone.
COPY requirements/runtime.txt requirements/
RUN pip install --no-cache-dir --require-hashes --only-binary=:all: -r requirements/runtime.txt
COPY LICENSE pyproject.toml ./
COPY migrations migrations
COPY seed seed
COPY app app
# In place, as ./run does, so that app finds migrations and seed beside itself. Compiled here, as
# the user who runs it cannot write.
RUN pip install --no-cache-dir --no-deps --no-build-isolation --no-index --editable . \
    && python -m compileall -q app

FROM ${PYTHON}
LABEL org.opencontainers.image.title="provstat" \
      org.opencontainers.image.description="A REST API for Chinese provincial statistics" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DATABASE_URL=sqlite:////data/provstat.db
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/provstat /srv/provstat
WORKDIR /srv/provstat
# A number, not a name, so that an orchestrator can see that it is not root.
RUN install --directory --owner=10001 --group=10001 /data
VOLUME /data
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
ENTRYPOINT ["provstat"]
CMD ["serve", "--migrate", "--seed", "--host", "0.0.0.0", "--port", "8000"]
