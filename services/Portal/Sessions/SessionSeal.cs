namespace PenguinMails.Portal.Sessions;

/// <summary>Encrypts a session with the key of its cookie: AES-256-GCM, bound to the session's id. Layout: nonce, tag, cipher text.</summary>
internal static class SessionSeal
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    public static byte[] Seal(PlainTextSessionSecret secret, PlainTextSession session)
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes(session);
        var key = secret.SealingKey;
        try
        {
            var box = new byte[NonceLength + TagLength + plain.Length];
            RandomNumberGenerator.Fill(box.AsSpan(0, NonceLength));
            using var aes = new AesGcm(key, TagLength);
            aes.Encrypt(
                box.AsSpan(0, NonceLength), plain, box.AsSpan(NonceLength + TagLength), box.AsSpan(NonceLength, TagLength), secret.Id);
            return box;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <returns>Null for a row that somebody changed, or of another version: it is no session, and whoever has its cookie signs in again.</returns>
    public static PlainTextSession? TryOpen(PlainTextSessionSecret secret, byte[] box)
    {
        try
        {
            return Open(secret, box);
        }
        catch (Exception exception) when (exception is CryptographicException or JsonException)
        {
            return null;
        }
    }

    private static PlainTextSession Open(PlainTextSessionSecret secret, byte[] box)
    {
        var key = secret.SealingKey;
        var plain = new byte[Math.Max(0, box.Length - NonceLength - TagLength)];
        try
        {
            using var aes = new AesGcm(key, TagLength);
            aes.Decrypt(
                box.AsSpan(0, NonceLength), box.AsSpan(NonceLength + TagLength), box.AsSpan(NonceLength, TagLength), plain, secret.Id);
            return JsonSerializer.Deserialize<PlainTextSession>(plain) ?? throw new CryptographicException("The session is empty.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
            CryptographicOperations.ZeroMemory(key);
        }
    }
}
