# syntax=docker/dockerfile:1

# The host of the alpine image is musl, so the binary is static without further ado. (`crt-static` without --target would break proc macros.)
FROM rust:1.95-alpine AS build
# A C compiler for ring and mimalloc, readelf for the check below, CA certificates to take along.
RUN apk add --no-cache build-base ca-certificates
WORKDIR /src
# .dockerignore says what is sent.
COPY . .
# Caches live in mounts, which vanish after the step: so the binary is copied out in the same one.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --release --locked --bin bankconnect-emulator \
    && cp target/release/bankconnect-emulator /bankconnect-emulator
# Nothing is there to be loaded in an empty image: the build ends here if the binary needs a shared library.
RUN readelf -d /bankconnect-emulator > /tmp/dynamic \
    && if grep NEEDED /tmp/dynamic; then echo "the binary is not static" >&2; exit 1; fi
RUN mkdir /data

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /bankconnect-emulator /bankconnect-emulator
# For --data and --settings files; belongs to the user the emulator runs as.
COPY --from=build --chown=10001:10001 /data /data
USER 10001:10001
WORKDIR /data
ENV BANKCONNECT_HOST=0.0.0.0 \
    BANKCONNECT_PORT=8080 \
    SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
# The emulator, and the lender of `demo`.
EXPOSE 8080 9000
STOPSIGNAL SIGTERM
# There is no shell here, hence the exec form. Kubernetes ignores it: probe GET /_emulator/health there.
HEALTHCHECK --interval=10s --timeout=3s --start-period=2s --retries=3 CMD ["/bankconnect-emulator", "healthcheck"]
ENTRYPOINT ["/bankconnect-emulator"]
CMD ["serve"]
