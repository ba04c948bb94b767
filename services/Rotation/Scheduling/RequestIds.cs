using System.Security.Cryptography;
using System.Text;
using PenguinMails.Contracts;

namespace PenguinMails.Rotation.Scheduling;

/// <summary>Ids of rotation requests: one per secret and due date, whichever instance asks and however often.</summary>
internal static class RequestIds
{
    private const int Size = 16;

    /// <summary>The request for a due date.</summary>
    public static Guid For(SecretReference secret, DateTimeOffset dueAt) => Of($"{secret}@{dueAt.UtcTicks}");

    /// <summary>A campaign's request for a secret, its first or a later try.</summary>
    public static Guid For(Guid campaignId, SecretReference secret, int attempt) => Of($"{campaignId}/{secret}#{attempt}");

    private static Guid Of(string name)
    {
        var id = SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, Size);
        id[6] = (byte)((id[6] & 0x0F) | 0x80); // version 8, RFC 9562: made by the application
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new Guid(id, bigEndian: true);
    }
}
