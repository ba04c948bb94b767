using PenguinMails.KeyIssuance.Reveals;

namespace PenguinMails.KeyIssuance.ServiceReads;

/// <summary>What a service gets of one version, encrypted under a key that this process made and that never leaves it.</summary>
internal sealed class CachedMaterial
{
    private const int TagSize = 16;
    private const int NonceSize = 12;

    private readonly byte[] _sealed;
    private readonly byte[] _nonce = RandomNumberGenerator.GetBytes(NonceSize);
    private CurrentVersion _version;
    private long _confirmedAt;
    private long _usedAt;

    /// <param name="key">The process's key.</param>
    /// <param name="version">What it is the material of.</param>
    /// <param name="fields">The material, which stays the caller's.</param>
    /// <param name="readAt">When Vault was asked, by the timestamps of the clock.</param>
    /// <param name="confirmedAt">When the database was asked whether it is current.</param>
    public CachedMaterial(byte[] key, CurrentVersion version, PlainTextFields fields, long readAt, long confirmedAt)
    {
        (_version, ReadAt, _confirmedAt, _usedAt) = (version, readAt, confirmedAt, confirmedAt);
        _sealed = new byte[fields.Json.Length + TagSize];
        using var cipher = new AesGcm(key, TagSize);
        cipher.Encrypt(_nonce, fields.Json.Span, _sealed.AsSpan(0, fields.Json.Length), _sealed.AsSpan(fields.Json.Length), version.VersionId.ToByteArray());
    }

    /// <summary>The version, with what is planned for it as the database last said.</summary>
    public CurrentVersion Version => Volatile.Read(ref _version);

    public long ReadAt { get; }

    /// <summary>When the database was last asked and said that the version is current.</summary>
    public long ConfirmedAt => Interlocked.Read(ref _confirmedAt);

    public long UsedAt => Interlocked.Read(ref _usedAt);

    public void Use(long at) => Interlocked.Exchange(ref _usedAt, at);

    public void Confirm(CurrentVersion version, long askedAt)
    {
        Volatile.Write(ref _version, version);
        Interlocked.Exchange(ref _confirmedAt, askedAt);
    }

    /// <summary>Dispose what it returns as soon as it has been written.</summary>
    public PlainTextFields Open(byte[] key)
    {
        var json = new byte[_sealed.Length - TagSize];
        using var cipher = new AesGcm(key, TagSize);
        cipher.Decrypt(_nonce, _sealed.AsSpan(0, json.Length), _sealed.AsSpan(json.Length), json, Version.VersionId.ToByteArray());
        return PlainTextFields.Of(json);
    }

    public override string ToString() => "[cached material, encrypted]";
}
