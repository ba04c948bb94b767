# Operators read credentials to help tenants, and change nothing. The most specific rule wins, so ssh/ stays closed.
path "secret/data/penguinmails/+/+/*" {
  capabilities = ["read"]
}

path "secret/metadata/penguinmails/+/+/*" {
  capabilities = ["read", "list"]
}

path "secret/data/penguinmails/ssh/*" {
  capabilities = ["deny"]
}

path "secret/metadata/penguinmails/ssh/*" {
  capabilities = ["deny"]
}
