namespace PenguinMails.Ledger;

/// <summary>
/// What a record says of something that must be forgettable: SHA-256 over a label, a random salt of 32 bytes and the canonical
/// JSON, each preceded by its length (8 bytes, most significant first). With salt and text anyone can check it; without the salt
/// nobody can guess what it was. Erasing deletes salt and text, and the record's hash stays right.
/// </summary>
public static class Commitment
{
    private const string PersonalLabel = "penguinmails.audit.personal.1";
    private const string ReasonLabel = "penguinmails.audit.reason.1";

    /// <summary>Of who acted from where.</summary>
    public static byte[] OfPerson(byte[] salt, string user, string? ipAddress, string? userAgent) =>
        Of(PersonalLabel, salt, PersonJson(user, ipAddress, userAgent));

    /// <summary>The commitment to a stated reason.</summary>
    public static byte[] OfReason(byte[] salt, string reason) => Of(ReasonLabel, salt, CanonicalJson.Write(JsonValue.Create(reason)));

    /// <summary>Recognises who acted from where; not salted, so it must be deleted with them.</summary>
    public static byte[] PersonKey(string user, string? ipAddress, string? userAgent) =>
        SHA256.HashData(PersonJson(user, ipAddress, userAgent));

    public static byte[] NewSalt() => RandomNumberGenerator.GetBytes(32);

    private static byte[] PersonJson(string user, string? ipAddress, string? userAgent) => CanonicalJson.Write(
        [KeyValuePair.Create("ipAddress", (object?)ipAddress), KeyValuePair.Create("user", (object?)user), KeyValuePair.Create("userAgent", (object?)userAgent)]);

    private static byte[] Of(string label, byte[] salt, byte[] json)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendWithLength(Encoding.UTF8.GetBytes(label));
        hash.AppendWithLength(salt);
        hash.AppendWithLength(json);
        return hash.GetHashAndReset();
    }
}
