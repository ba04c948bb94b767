using System.Text.Json.Nodes;
using PenguinMails.Contracts.Messages;
using PenguinMails.Ledger;
using PenguinMails.Postgres;

namespace PenguinMails.Audit.Ledger;

/// <summary>
/// A record's canonical bytes, format 2: the message as it was sent, but who acted from where, and the reason, stand as commitments
/// only (<see cref="Commitment"/>): <c>actor.personal</c> and <c>reason</c>.
/// </summary>
internal static class RecordBody
{
    public const short Format = 2;

    public static byte[] Of(AuditRecorded record, byte[] person, byte[]? reason)
    {
        var json = JsonNode.Parse(MessageJson.Serialize(record))!.AsObject();
        var actor = json["actor"]!.AsObject();
        foreach (var personal in (string[])["user", "ipAddress", "userAgent"])
        {
            actor.Remove(personal);
        }

        actor["personal"] = Convert.ToHexStringLower(person);
        if (reason is not null)
        {
            json["reason"] = Convert.ToHexStringLower(reason);
        }

        return CanonicalJson.Write(json);
    }
}
