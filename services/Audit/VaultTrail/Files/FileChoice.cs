namespace PenguinMails.Audit.VaultTrail.Files;

/// <summary>Which file is read next.</summary>
/// <param name="File">Null when there is none.</param>
/// <param name="Next">The file after it, which exists only once Vault has stopped writing to this one: its end is final.</param>
/// <param name="IsLost">The file that was being read is nowhere.</param>
internal sealed record FileChoice(AuditFile? File, AuditFile? Next, bool IsLost)
{
    public static FileChoice Of(string path, FilePosition position)
    {
        var current = AuditFile.Find(path);
        if (position.Fingerprint is null || current?.Fingerprint == position.Fingerprint)
        {
            return new FileChoice(current, null, IsLost: false);
        }

        var files = RotatedFiles.Find(path);
        var later = files.Where(file => file.BeginsAt > position.BeginsAt && file.Fingerprint != position.Fingerprint).ToList();
        return files.FirstOrDefault(file => file.Fingerprint == position.Fingerprint) is { } read
            ? new FileChoice(read, later.FirstOrDefault() ?? current, IsLost: false)
            // Until a new file exists, Vault may be about to create it.
            : new FileChoice(later.FirstOrDefault() ?? current, null, IsLost: later.Count > 0 || current is not null);
    }
}
