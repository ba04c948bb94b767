# AdminQuery shows what others report; it never sees material, and needs nothing of Vault.
