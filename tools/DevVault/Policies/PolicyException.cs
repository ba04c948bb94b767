namespace PenguinMails.DevVault.Policies;

/// <summary>A policy text that cannot be used, in Vault's words.</summary>
internal sealed class PolicyException(string problem) : Exception("failed to parse policy: " + problem);
