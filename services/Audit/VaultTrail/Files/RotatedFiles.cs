namespace PenguinMails.Audit.VaultTrail.Files;

/// <summary>The followed file and those that it was rotated into: files beside it whose names begin with its own.</summary>
internal static class RotatedFiles
{
    private const int MostFiles = 1000;

    /// <summary>In the order in which Vault wrote them, each content once. Compressed ones begin with no entry, and are of no use here.</summary>
    public static IReadOnlyList<AuditFile> Find(string path) => Path.GetDirectoryName(path) is { } folder && Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, $"{Path.GetFileName(path)}*").Take(MostFiles)
            .Where(file => !file.EndsWith(".gz", StringComparison.Ordinal) && !file.EndsWith(".zst", StringComparison.Ordinal))
            .Select(AuditFile.Find).OfType<AuditFile>()
            .OrderByDescending(file => file.Path == path)
            .DistinctBy(file => file.Fingerprint)
            .OrderBy(file => file.BeginsAt)]
        : [];
}
