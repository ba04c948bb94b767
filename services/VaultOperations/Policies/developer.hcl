# Developers see which API keys exist, not what they are.
path "secret/metadata/penguinmails/api-keys/*" {
  capabilities = ["read", "list"]
}
