using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;

namespace PenguinMails.Postgres.Tests.Messaging;

/// <summary>Messages of the contracts that carry a test's label.</summary>
internal static class TestMessages
{
    public static readonly SecretReference Secret = new(Guid.Parse("550e8400-e29b-41d4-a716-446655440000"), SecretTypes.Ssh, "tenant");

    /// <summary>An event that some service must take.</summary>
    public static PreviousVersionRetired Needed(string label) =>
        new(Secret, Guid.CreateVersion7(), label, Guid.CreateVersion7(), TimeProvider.System.GetUtcNow());

    /// <summary>An event that may find no subscriber.</summary>
    public static SecretRevealed Optional(string label) =>
        new(Secret, Guid.CreateVersion7(), label, Guid.CreateVersion7(), TimeProvider.System.GetUtcNow());

    public static RevokeSecret Command(string label) => new(Guid.CreateVersion7(), Secret, label);

    public static IEvent Record() => new AuditRecorded(
        Guid.CreateVersion7(), TimeProvider.System.GetUtcNow(), "test", "test.done", AuditOutcomes.Success,
        new AuditActor(UserId: null, "test", "service", SessionId: null, IpAddress: null, UserAgent: null), Secret.TenantId, Secret,
        VersionId: null, CorrelationId: null, Reason: null, Code: null, TraceId: null, Details: null);

    public static IEvent Alert() => new AlertRaised(
        Guid.CreateVersion7(), "test.broken", AlertSeverities.Warning, "test.broken/it", TenantId: null, Secret: null, "It is broken.", "Mend it.",
        TraceId: null, TimeProvider.System.GetUtcNow());

    public static Task PublishAsync(this TestService service, params IEnumerable<IEvent> messages) =>
        service.Database.InTransactionAsync(
            async transaction =>
            {
                foreach (var message in messages)
                {
                    await transaction.PublishAsync(message);
                }
            },
            CancellationToken.None);
}
