# The gateway needs nothing of Vault.
