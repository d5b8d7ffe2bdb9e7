# One image for the three processes:
#   docker run coupon                               the API
#   docker run coupon node dist/src/worker.js       the worker
#   docker run coupon node dist/src/cli.js migrate  a command
# Needed: DATABASE_URL, REDIS_URL, and JWT_SECRET or JWT_JWKS_URL; the rest is explained in .env.example.

FROM node:20.19-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY nest-cli.json tsconfig.json tsconfig.build.json ./
COPY scripts/build ./scripts/build
COPY src ./src
COPY migrations ./migrations
RUN npm run build

FROM node:20.19-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund

FROM node:20.19-bookworm-slim
# As process 1, Node would ignore signals that it has no handler for yet, or that a command has none for.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends "tini=0.19.*" \
  && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production \
    HOST=0.0.0.0
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY scripts/healthcheck.mjs ./scripts/
COPY package.json LICENSE ./
# The files belong to root: no process can change its own code.
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["node", "scripts/healthcheck.mjs"]
ENTRYPOINT ["/usr/bin/tini", "--"]
CMD ["node", "dist/src/main.js"]
