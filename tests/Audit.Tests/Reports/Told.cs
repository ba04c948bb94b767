using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;

namespace PenguinMails.Audit.Tests.Reports;

/// <summary>What services tell the ledger of reveals and operations, some hours ago.</summary>
internal static class Told
{
    public static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    public static DateTimeOffset HoursAgo(double hours) => Now.AddHours(-hours);

    /// <summary>The intent and the outcome of a download; no outcome: nobody knows.</summary>
    public static AuditRecorded[] Reveal(
        Guid tenant, Guid version, string user, double hoursAgo, string? outcome = AuditOutcomes.Success, string? code = null, Guid? session = null, string? reason = null)
    {
        var intent = About(tenant, "ssh_key.download", AuditOutcomes.Intent, hoursAgo, version, user, reason);
        intent = intent with { Actor = intent.Actor with { SessionId = session ?? intent.Actor.SessionId } };
        return outcome is null
            ? [intent]
            : [intent, intent with { RecordId = Guid.CreateVersion7(), OccurredAt = intent.OccurredAt.AddSeconds(1), Outcome = outcome, Code = code }];
    }

    /// <summary>An operation on the tenant's key.</summary>
    public static AuditRecorded Operation(Guid tenant, string verb, double hoursAgo, Guid? version = null, string outcome = AuditOutcomes.Success, string name = "tenant") =>
        About(tenant, $"ssh_key.{verb}", outcome, hoursAgo, version ?? Guid.CreateVersion7(), "rotation", reason: null) with
        {
            Secret = new SecretReference(tenant, SecretTypes.Ssh, name),
        };

    /// <summary>The intent and the outcome of a password that was shown.</summary>
    public static AuditRecorded[] Password(Guid tenant, string name, Guid version, string user, double hoursAgo) =>
        [.. Reveal(tenant, version, user, hoursAgo, reason: "a backup fails").Select(record => record with { Action = "smtp.reveal", Secret = new SecretReference(tenant, SecretTypes.Smtp, name) })];

    /// <summary>An operation on a tenant's password.</summary>
    public static AuditRecorded OfPassword(Guid tenant, string name, string verb, double hoursAgo) =>
        About(tenant, $"smtp.{verb}", AuditOutcomes.Success, hoursAgo, Guid.CreateVersion7(), "rotation", reason: null) with { Secret = new SecretReference(tenant, SecretTypes.Smtp, name) };

    private static AuditRecorded About(Guid tenant, string action, string outcome, double hoursAgo, Guid version, string user, string? reason) =>
        Records.Record(action, outcome, user, tenant, reason, HoursAgo(hoursAgo)) with { VersionId = version };
}
