namespace PenguinMails.ServiceDefaults;

/// <summary>Ids that are the same whenever, and by whichever instance, they are made.</summary>
public static class DerivedId
{
    private const int Size = 16;

    /// <summary>A UUID of version 8 (RFC 9562, 5.8) from SHA-256 of the name.</summary>
    /// <param name="name">Says what the id is of, and of which kind: other kinds must not make the same name.</param>
    public static Guid Of(string name)
    {
        var id = SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, Size);
        id[6] = (byte)((id[6] & 0x0F) | 0x80);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new Guid(id, bigEndian: true);
    }
}
