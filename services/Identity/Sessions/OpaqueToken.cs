using System.Buffers;
using System.Buffers.Text;

namespace PenguinMails.Identity.Sessions;

/// <summary>Refresh tokens: 32 random bytes, of which only the hash is stored.</summary>
internal static class OpaqueToken
{
    public const int MaxLength = 128;

    private const int Size = 32;

    public static string Create() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Size));

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>Reads a hash as others write it.</summary>
    public static bool TryReadHash(string text, out byte[] hash)
    {
        hash = new byte[SHA256.HashSizeInBytes];
        return text.Length == 2 * SHA256.HashSizeInBytes && Convert.FromHexString(text, hash, out _, out _) == OperationStatus.Done;
    }
}
