#!/bin/sh
# The guide's walk-through, command by command: only host, key and the database's own address differ from its examples. Each step
# prints its name, a tab and what was answered, which walkthrough.rs compares.
#
# Needs curl, jq and psql, and: BASE (the control plane, without /api/v1), KEY, ADMIN_URL (a superuser of the database), DB_HOST,
# DB_PORT, DB_NAME, CA_FILE (the database's authority), CALLER_PHONE (somebody with an appointment). NAMED_USER
# gives the new user a name of its own, for a server that has a gatehouse_ro already.
set -eu

AUTH="Authorization: Bearer $KEY"
JSON="Content-Type: application/json"

# The value at a path of the JSON on standard input: `at data.checks[0].status`.
at() { jq -r ".$1"; }

say() { printf '%s\t%s\n' "$1" "$2"; }

# 1. Generate a scoped database user
scripts=$(curl -sS --fail-with-body "$BASE/api/v1/integrations/postgres/sql/scripts?database=$DB_NAME&tables=appointments${NAMED_USER:+&user=$NAMED_USER}" \
  -H "$AUTH")
printf '%s' "$scripts" | at data.readOnly.sql | psql -q -v ON_ERROR_STOP=1 "$ADMIN_URL"
DB_PASSWORD=$(printf '%s' "$scripts" | at data.generatedPassword)
DB_USER=$(printf '%s' "$scripts" | at data.readOnly.user)
say scripts "$DB_USER"

credentials=$(jq -n --arg host "$DB_HOST" --arg port "$DB_PORT" --arg database "$DB_NAME" --arg user "$DB_USER" \
  --arg password "$DB_PASSWORD" --rawfile ca_pem "$CA_FILE" \
  '{ credentials: { $host, $port, $database, $user, $password, sslmode: "verify-full", $ca_pem } }')

# 2. Test the connection
say test "$(curl -sS --fail-with-body -X POST "$BASE/api/v1/integrations/postgres/sql/test" \
  -H "$AUTH" -H "$JSON" \
  -d "$credentials" | at data.ok)"

# 3. Connect
say connect "$(curl -sS --fail-with-body -X POST "$BASE/api/v1/integrations/postgres/connect" \
  -H "$AUTH" -H "$JSON" \
  -d "$credentials" | at data.status)"

# 4. Discover the schema and scope it
say discover "$(curl -sS --fail-with-body -X POST "$BASE/api/v1/integrations/postgres/discover" \
  -H "$AUTH" | at data.objectCount)"

say search "$(curl -sS --fail-with-body "$BASE/api/v1/integrations/postgres/search?q=appointment%20status" \
  -H "$AUTH")"

say schema "$(curl -sS --fail-with-body "$BASE/api/v1/integrations/postgres/schema" -H "$AUTH")"

say scope "$(curl -sS --fail-with-body -X PATCH "$BASE/api/v1/integrations/postgres/scoping" \
  -H "$AUTH" -H "$JSON" \
  -d '{ "blockedTables": ["payments"], "blockedColumns": { "customers": ["ssn", "card_last4"] } }')"

# The clinic has no customers; its patients have what the example blocks there.
say scope "$(curl -sS --fail-with-body -X PATCH "$BASE/api/v1/integrations/postgres/scoping" \
  -H "$AUTH" -H "$JSON" \
  -d '{ "blockedColumns": { "patients": ["ssn"], "appointments": ["reason"] } }')"

say blocked-schema "$(curl -sS --fail-with-body "$BASE/api/v1/integrations/postgres/schema" -H "$AUTH")"
say blocked-search "$(curl -sS --fail-with-body "$BASE/api/v1/integrations/postgres/search?q=ssn" -H "$AUTH")"

# 5. Bind a query as a skill
AGENT_ID=$(curl -sS --fail-with-body "$BASE/api/v1/agents" -H "$AUTH" | at 'data[0].id')
skill=$(curl -sS --fail-with-body -X POST "$BASE/api/v1/agents/$AGENT_ID/integrations/postgres/bindings" \
  -H "$AUTH" -H "$JSON" \
  -d '{
        "toolName": "Look up an appointment",
        "operation": "appointments.read",
        "inputs": [ { "param": "caller_phone", "arg": "phone", "required": true } ],
        "projection": [
          { "path": ["appointment", "starts_at"], "leaf": "appointment_time" },
          { "path": ["appointment", "status"],    "leaf": "appointment_status" }
        ],
        "enabled": true
      }')
SKILL_ID=$(printf '%s' "$skill" | at data.id)
say bind "$(printf '%s' "$skill" | at data.isEnabled)"

# What was scoped out is refused.
say refused "$(curl -sS -X POST "$BASE/api/v1/agents/$AGENT_ID/integrations/postgres/bindings" \
  -H "$AUTH" -H "$JSON" \
  -d '{ "toolName": "Read the reason", "operation": "appointments.read",
        "inputs": [ { "param": "caller_phone", "arg": "phone", "required": true } ],
        "projection": [ { "path": ["appointment", "reason"], "leaf": "reason" } ], "enabled": true }')"

# Prefer describing the goal instead?
say auto "$(curl -sS --fail-with-body -X POST "$BASE/api/v1/agents/$AGENT_ID/integrations/postgres/bindings/auto" \
  -H "$AUTH" -H "$JSON" \
  -d '{ "goal": "look up the caller'"'"'s next appointment by phone" }' | at data.isEnabled)"

# Publish, so that live callers get real data
say publish "$(curl -sS --fail-with-body -X POST "$BASE/api/v1/agents/$AGENT_ID/publish" -H "$AUTH" | at data.version)"

say invoke "$(curl -sS --fail-with-body -X POST "$BASE/api/v1/agents/$AGENT_ID/skills/$SKILL_ID/invoke" \
  -H "$AUTH" -H "$JSON" \
  -d "{ \"arguments\": { \"caller_phone\": \"$CALLER_PHONE\" } }")"

# Disconnect
say disconnect "$(curl -sS --fail-with-body -X DELETE "$BASE/api/v1/integrations/postgres" -H "$AUTH" | at data.status)"
say gone "$(curl -sS -X POST "$BASE/api/v1/agents/$AGENT_ID/skills/$SKILL_ID/invoke" \
  -H "$AUTH" -H "$JSON" \
  -d "{ \"arguments\": { \"caller_phone\": \"$CALLER_PHONE\" } }" | at status)"
