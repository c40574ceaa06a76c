# Postup in server mode: no embedded engine, ClickHouse runs beside it.
FROM node:22-bookworm-slim AS assets
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY dashboard/assets dashboard/assets
RUN node dashboard/assets/build.mjs

FROM golang:1.26-bookworm AS build
ARG VERSION=unknown
ARG COMMIT=unknown
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
COPY --from=assets /src/dashboard/assets/dist dashboard/assets/dist
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=${VERSION} -X main.commit=${COMMIT}" -o /postup ./cmd/postup && mkdir /empty

# The binary loads the C library at start (purego), so the image has to have one.
FROM gcr.io/distroless/base-debian12:nonroot
COPY --from=build /postup /usr/local/bin/postup
COPY --chown=nonroot:nonroot config /etc/postup
COPY --from=build --chown=nonroot:nonroot /empty /var/lib/postup
ENV POSTUP_CONFIG=/etc/postup POSTUP_DATA=/var/lib/postup
VOLUME /var/lib/postup
EXPOSE 8080
ENTRYPOINT ["postup"]
CMD ["run", "--listen", "0.0.0.0:8080"]
