using System.Security.Cryptography;
using System.Text;

namespace PenguinMails.DevVault.Audit;

/// <summary>
/// Stands in for values in audit records. The key stays inside the barrier and differs per device, so that records can be
/// searched for a known value and not turned back into values.
/// </summary>
internal sealed class AuditSalt(byte[] key)
{
    /// <summary>For tokens and accessors, whose absence is no secret.</summary>
    public string HashIfAny(string value) => value.Length == 0 ? string.Empty : Hash(value);

    public string Hash(string value) =>
        "hmac-sha256:" + Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(value)));

    public override string ToString() => "(salt)";
}
