namespace PenguinMails.DevVault.Transit;

/// <summary>A named key with all its versions. Immutable.</summary>
internal sealed record TransitKey
{
    public required string Name { get; init; }

    public required string TypeName { get; init; }

    public IReadOnlyDictionary<int, PlainTextKeyVersion> Versions { get; init; } = new Dictionary<int, PlainTextKeyVersion>();

    public int LatestVersion { get; init; }

    /// <summary>Cipher texts and signatures of older versions are refused.</summary>
    public int MinDecryptionVersion { get; init; } = 1;

    /// <summary>Zero for the latest.</summary>
    public int MinEncryptionVersion { get; init; }

    public bool DeletionAllowed { get; init; }

    /// <summary>Each context has a key of its own.</summary>
    public bool Derived { get; init; }

    /// <summary>The same plaintext gives the same cipher text.</summary>
    public bool ConvergentEncryption { get; init; }

    public bool Exportable { get; init; }

    public bool AllowPlaintextBackup { get; init; }

    public KeyType Type => KeyType.Find(TypeName)!;

    public PlainTextKeyVersion Latest => Versions[LatestVersion];

    public TransitKey Rotated(DateTimeOffset now) => this with
    {
        LatestVersion = LatestVersion + 1,
        Versions = new Dictionary<int, PlainTextKeyVersion>(Versions) { [LatestVersion + 1] = PlainTextKeyVersion.Create(Type, now) },
    };

    public override string ToString() => Name;
}
