namespace PenguinMails.DevVault.Json;

/// <summary>JSON that is already text: stored secrets are answered byte for byte, without being taken apart.</summary>
internal readonly record struct RawJson(ReadOnlyMemory<byte> Utf8)
{
    public override string ToString() => "(JSON)";
}
