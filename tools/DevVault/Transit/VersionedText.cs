using System.Globalization;

namespace PenguinMails.DevVault.Transit;

/// <summary>"vault:v3:…": what was made, and by which version of the key.</summary>
internal readonly record struct VersionedText(int Version, string Body)
{
    private const string Prefix = "vault:v";

    public override string ToString() => $"{Prefix}{Version}:{Body}";

    /// <param name="noun">"ciphertext" or "signature", for what is wrong.</param>
    /// <exception cref="TransitException">Not of that form, or of a version that does not exist or is not allowed any more.</exception>
    public static VersionedText Parse(string text, string noun, TransitKey key)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            throw new TransitException($"invalid {noun}: no prefix");
        }

        if (text[Prefix.Length..].Split(':', 2) is not [var number, var body])
        {
            throw new TransitException($"invalid {noun}: wrong number of fields");
        }

        if (!int.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var version))
        {
            throw new TransitException($"invalid {noun}: version number could not be decoded");
        }

        // The very first keys were numbered from zero.
        version = version == 0 ? 1 : version;
        if (version > key.LatestVersion)
        {
            throw new TransitException($"invalid {noun}: version is too new");
        }

        return version >= key.MinDecryptionVersion && key.Versions.ContainsKey(version)
            ? new(version, body)
            : throw new TransitException("ciphertext or signature version is disallowed by policy (too old)");
    }
}
