using System.Security.Cryptography;
using System.Text;

namespace PenguinMails.DevVault.Audit;

/// <summary>
/// Stands in for values in audit records. The key stays inside the barrier and differs per device, so that records can be
/// searched for a known value and not turned back into values.
/// </summary>
internal sealed class AuditSalt(byte[] key)
{
    public string Hash(string value) =>
        value.Length == 0 ? string.Empty : "hmac-sha256:" + Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(value)));

    public override string ToString() => "(salt)";
}
