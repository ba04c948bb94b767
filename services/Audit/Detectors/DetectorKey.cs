using System.Security.Cryptography;
using System.Text;

namespace PenguinMails.Audit.Detectors;

/// <summary>Ids and keys that are the same whenever they are made.</summary>
internal static class DetectorKey
{
    /// <summary>Stands for what windows and keys should not hold in clear.</summary>
    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));

    /// <summary>The id of the alert that a record raised: a UUID of version 8 (RFC 9562, 5.8) of rule, key and record.</summary>
    public static Guid AlertId(string rule, string key, Guid recordId)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"{rule}\n{key}\n{recordId}")).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
