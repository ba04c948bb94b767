using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace PenguinMails.DevVault.Tokens;

/// <summary>Making and hashing the texts that clients hold.</summary>
internal static class TokenText
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>142 bits of chance behind the prefix of Vault 1.8's tokens.</summary>
    public static string NewToken() => "s." + RandomNumberGenerator.GetString(Alphabet, 24);

    public static string NewAccessor() => RandomNumberGenerator.GetString(Alphabet, 24);

    /// <summary>A UUID that is all chance (version 4), for those that are secrets themselves.</summary>
    public static string NewSecretUuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    /// <summary>What is stored instead of the token. Tokens are random, so a plain hash gives nothing away.</summary>
    public static string Hash(string token) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
