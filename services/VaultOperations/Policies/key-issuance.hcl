# KeyIssuance holds the tenants' secrets: secret/penguinmails/{kind}/{tenant}/{name}, nothing above or beside it.
# Writing over a soft-deleted version asks for update, the first version for create.
path "secret/data/penguinmails/+/+/*" {
  capabilities = ["create", "read", "update", "delete"]
}

# Paths are ended, never removed: their versions' numbers would begin anew, and a late write would pass.
path "secret/metadata/penguinmails/+/+/*" {
  capabilities = ["read", "list"]
}

path "secret/destroy/penguinmails/+/+/*" {
  capabilities = ["update"]
}

path "secret/delete/penguinmails/+/+/*" {
  capabilities = ["update"]
}

path "secret/undelete/penguinmails/+/+/*" {
  capabilities = ["update"]
}

# One transit key per tenant. Encrypting has no create: a missing key (the tenant has left) is refused, not made anew.
path "transit/encrypt/tenant-*" {
  capabilities = ["update"]
}

path "transit/decrypt/tenant-*" {
  capabilities = ["update"]
}

path "transit/rewrap/tenant-*" {
  capabilities = ["update"]
}

path "transit/keys/tenant-*" {
  capabilities = ["create", "read", "update"]
}
