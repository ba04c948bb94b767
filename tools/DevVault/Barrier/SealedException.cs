namespace PenguinMails.DevVault.Barrier;

/// <summary>The keyring is not in memory: nothing can be read or written.</summary>
internal sealed class SealedException() : Exception("Vault is sealed");
