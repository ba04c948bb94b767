# Rotation decides when; it never sees material, and needs nothing of Vault.
