namespace PenguinMails.DevVault.Policies.Hcl;

/// <summary>The text is not HCL.</summary>
internal sealed class HclException(HclToken at, string problem) : Exception($"At {at.Line}:{at.Column}: {problem}");
