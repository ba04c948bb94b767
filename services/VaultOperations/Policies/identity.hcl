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

# Identity alone signs access tokens and step-up grants. It adds versions of the key; it can neither export nor reconfigure it.
# VaultSharp puts the hash algorithm into the path.
path "transit/sign/identity-tokens" {
  capabilities = ["update"]
}

path "transit/sign/identity-tokens/sha2-256" {
  capabilities = ["update"]
}

path "transit/keys/identity-tokens" {
  capabilities = ["read"]
}

path "transit/keys/identity-tokens/rotate" {
  capabilities = ["update"]
}
