namespace PenguinMails.Audit.Detectors;

/// <summary>A record that counts for a rule.</summary>
/// <param name="Key">Whom or what it is counted for: a number or a hash, never a name.</param>
/// <param name="Threshold">This many within the window are an incident.</param>
/// <param name="Window">How far the first and the last of them are apart, less a tick.</param>
/// <param name="Alert">The alert to raise when the threshold is reached.</param>
internal sealed record Hit(string Key, int Threshold, TimeSpan Window, HitAlert Alert);

/// <param name="Severity">One of <see cref="Contracts.Messages.AlertSeverities"/>.</param>
/// <param name="Summary">What happened, one sentence.</param>
/// <param name="NextStep">What to do now, one sentence.</param>
/// <param name="TenantId">Whose tenant it concerns, when it is one.</param>
/// <param name="Secret">Which secret it concerns, when it is one.</param>
internal sealed record HitAlert(string Severity, string Summary, string NextStep, Guid? TenantId = null, SecretReference? Secret = null);
