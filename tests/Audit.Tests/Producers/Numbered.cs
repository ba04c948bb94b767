using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Contracts.Messages;
using PenguinMails.TestKit;

namespace PenguinMails.Audit.Tests.Producers;

/// <summary>Records with numbers, and what the watch of the numbers came to.</summary>
internal static class Numbered
{
    public const string KeyIssuance = "key-issuance";

    /// <summary>Settings of a watch that does not wait long. Services are heard of all the time.</summary>
    public static (string Key, string Value)[] Settings(string missingAfter) =>
    [
        ("Messaging:HeartbeatInterval", "00:00:00.1"),
        ("Audit:Evidence:BrokerSilence", "00:10:00"),
        ("Audit:Evidence:ServiceSilence", "00:10:00"),
        ("Audit:Evidence:MissingAfter", missingAfter),
        ("Audit:Evidence:WatchInterval", "00:00:00.05"),
    ];

    public static AuditRecorded Record(Guid epoch, long number, string action = "ssh_key.download") =>
        Records.Record(action) with { Position = new ProducerPosition(epoch, number) };

    public static ServiceHeartbeat Heartbeat(Guid epoch, long last) =>
        new(KeyIssuance, TimeProvider.System.GetUtcNow(), LastPosition: new ProducerPosition(epoch, last));

    /// <summary>What the ledger has of this action, such as "key-issuance 3-4, key-issuance 6-7".</summary>
    public static Task<string?> RangesAsync(this AuditService service, string action, string about = KeyIssuance) => service.ScalarAsync<string>(
        """
        select coalesce(string_agg(concat(details ->> 'from', '-', details ->> 'to'), ', ' order by details ->> 'from'), '') from (
            select convert_from(body, 'UTF8')::jsonb -> 'details' as details from audit_record where service = 'audit' and action = @action) r
        where details ->> 'service' = @about and details ? 'from'
        """,
        new { action, about });

    /// <summary>Waits until the ledger has exactly these ranges of an action.</summary>
    public static async Task RecordedAsync(this AuditService service, string action, string ranges, string about = KeyIssuance) => await Eventually.GetAsync(
        () => service.RangesAsync(action, about), found => found == ranges, what: $"{action} of {ranges}");

    /// <summary>Waits for an alert about a service.</summary>
    public static Task AlertedAsync(this AuditService service, string kind, string state, string about = KeyIssuance) => Eventually.Async(
        async () => await service.ScalarAsync<bool>(
            "select exists (select from alert where deduplication_key = @key and state = @state and severity = 'critical')", new { key = $"{kind}/{about}", state }),
        what: $"The alert {kind} {state}");
}
