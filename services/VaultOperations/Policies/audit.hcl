# Audit signs its checkpoints. It can neither make nor change the key.
path "transit/sign/audit-checkpoints" {
  capabilities = ["update"]
}

path "transit/verify/audit-checkpoints" {
  capabilities = ["update"]
}

# The public half, for checks without Vault.
path "transit/keys/audit-checkpoints" {
  capabilities = ["read"]
}

# The shared data-protection key ring, to read bearer tokens.
path "secret/data/platform/data-protection/*" {
  capabilities = ["read"]
}

path "secret/metadata/platform/data-protection/*" {
  capabilities = ["list"]
}
