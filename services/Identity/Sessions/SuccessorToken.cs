using System.Buffers.Text;

namespace PenguinMails.Identity.Sessions;

/// <summary>
/// The refresh token that follows a used one. It is derived from the used token, a salt that lies here, and a key that only the client has; so the
/// same request gets the same token again, nothing that is stored opens it, and who has the used token alone gets nothing.
/// </summary>
internal static class SuccessorToken
{
    /// <summary>Fewer characters could be guessed.</summary>
    public const int LeastKey = 32;

    /// <summary>How long a request may be repeated: the portal takes over from an instance that died after half a minute, when somebody asks next.</summary>
    public static readonly TimeSpan RepeatWindow = TimeSpan.FromMinutes(5);

    private const int Size = 32;

    public static byte[] NewSalt() => RandomNumberGenerator.GetBytes(Size);

    public static string Of(string usedToken, byte[] salt, string repeatKey) => Base64Url.EncodeToString(
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(usedToken), Size, salt, Encoding.UTF8.GetBytes("successor " + repeatKey)));
}
