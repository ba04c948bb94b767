namespace PenguinMails.Audit.Detectors;

/// <summary>Ids and keys that are the same whenever they are made.</summary>
internal static class DetectorKey
{
    /// <summary>Stands for what windows and keys should not hold in clear.</summary>
    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));

    /// <summary>The id of the alert that a record raised.</summary>
    public static Guid AlertId(string rule, string key, Guid recordId) => DerivedId.Of($"{rule}\n{key}\n{recordId}");
}
