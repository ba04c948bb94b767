using System.Security.Cryptography;

namespace PenguinMails.DevVault.Barrier;

/// <summary>A 256-bit key that is overwritten when it is no longer needed.</summary>
internal sealed class PlainTextKey(byte[] bytes) : IDisposable
{
    public const int Length = 32;

    public ReadOnlySpan<byte> Bytes => bytes;

    public static PlainTextKey Create() => new(RandomNumberGenerator.GetBytes(Length));

    public void Dispose() => CryptographicOperations.ZeroMemory(bytes);

    public override string ToString() => "(key)";
}
