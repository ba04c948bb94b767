using System.Buffers.Binary;
using Microsoft.AspNetCore.DataProtection;

namespace PenguinMails.ServiceDefaults;

/// <summary>
/// Step-up grants: opaque, protected with the platform's key ring, bound to one user and one session, valid for
/// <see cref="Lifetime"/>. Any service can check one without asking Identity.
/// </summary>
public sealed class StepUpGrants(IDataProtectionProvider protection, TimeProvider time)
{
    /// <summary>How long a grant lasts: 5 minutes.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private const int Size = 16 + 16 + 8;

    private readonly IDataProtector _protector = protection.CreateProtector("PenguinMails.StepUp.v1");

    public (string Grant, DateTimeOffset ExpiresAt) Issue(Guid userId, Guid sessionId)
    {
        var expiresAt = time.GetUtcNow() + Lifetime;
        Span<byte> content = stackalloc byte[Size];
        userId.TryWriteBytes(content);
        sessionId.TryWriteBytes(content[16..]);
        BinaryPrimitives.WriteInt64BigEndian(content[32..], expiresAt.ToUnixTimeMilliseconds());
        return (Convert.ToBase64String(_protector.Protect(content.ToArray())), expiresAt);
    }

    public bool IsValid(string? grant, Guid userId, Guid sessionId)
    {
        var buffer = new byte[(grant?.Length ?? 0)];
        if (!Convert.TryFromBase64String(grant ?? "", buffer, out var length) || length == 0)
        {
            return false;
        }

        try
        {
            var content = _protector.Unprotect(buffer[..length]);
            return content.Length == Size
                && new Guid(content.AsSpan(0, 16)) == userId
                && new Guid(content.AsSpan(16, 16)) == sessionId
                && BinaryPrimitives.ReadInt64BigEndian(content.AsSpan(32)) > time.GetUtcNow().ToUnixTimeMilliseconds();
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
