FROM python:3.13-slim-bookworm AS build
WORKDIR /app
COPY scripts scripts
COPY requirements requirements
COPY pyproject.toml README.md LICENSE ./
COPY service service
COPY training training
RUN scripts/install run && .venv/bin/python -m compileall -q service
COPY models models

FROM python:3.13-slim-bookworm
RUN useradd --system --uid 10001 --no-create-home --home-dir /data saring \
    && install --directory --owner=saring --mode=0700 /data
WORKDIR /app
COPY --from=build /app /app
ENV SARING_HOST=0.0.0.0 SARING_DATA_DIR=/data PYTHONDONTWRITEBYTECODE=1
USER 10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD [".venv/bin/saring", "health"]
ENTRYPOINT [".venv/bin/saring"]
CMD ["serve"]
