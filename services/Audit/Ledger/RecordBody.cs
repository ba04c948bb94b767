using System.Text.Json;
using System.Text.Json.Serialization;
using PenguinMails.Contracts.Messages;
using PenguinMails.Ledger;

namespace PenguinMails.Audit.Ledger;

/// <summary>
/// A record's canonical bytes, format 2: the message as it was sent, but who acted from where, and the reason, stand as commitments
/// only (<see cref="Commitment"/>): <c>actor.personal</c> and <c>reason</c>.
/// </summary>
internal static class RecordBody
{
    public const short Format = 2;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static byte[] Of(AuditRecorded record, byte[] person, byte[]? reason) => CanonicalJson.Write(JsonSerializer.SerializeToElement(
        new
        {
            record.RecordId,
            record.OccurredAt,
            record.Service,
            record.Action,
            record.Outcome,
            Actor = new { record.Actor.UserId, record.Actor.Role, record.Actor.SessionId, Personal = Convert.ToHexStringLower(person) },
            record.TenantId,
            record.Secret,
            record.VersionId,
            record.CorrelationId,
            Reason = reason is null ? null : Convert.ToHexStringLower(reason),
            record.Code,
            record.TraceId,
            record.Details,
        },
        Options));
}
