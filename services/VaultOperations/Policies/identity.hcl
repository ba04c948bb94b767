# Identity makes the keys of the shared key ring; the other services only read them. It never rewrites one.
path "secret/data/platform/data-protection/*" {
  capabilities = ["create", "read"]
}

path "secret/metadata/platform/data-protection/*" {
  capabilities = ["list"]
}

# TOTP secrets lie in Identity's database, encrypted with this key.
path "transit/encrypt/identity" {
  capabilities = ["update"]
}

path "transit/decrypt/identity" {
  capabilities = ["update"]
}

path "transit/rewrap/identity" {
  capabilities = ["update"]
}

path "transit/keys/identity" {
  capabilities = ["read"]
}
